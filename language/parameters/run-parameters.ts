import { checkedParameters, type Parameters } from '../../contract/parameters';
import { shown } from '../check/report';
import type { ParameterDeclaration } from '../model/parameter';
import { nearestName } from '../nearest-name';
import { isOfType, TYPE_RULES } from './parameter-type';

/**
 * The parameters of a run: the given ones, and declared defaults for the others. A workflow that declares none accepts
 * any.
 *
 * @returns the same, sorted by name; undefined if there are none.
 * @throws Error listing every missing, unknown or wrongly typed parameter, one per line, or naming one that cannot be
 *   passed to steps.
 */
export function runParameters(
  { parameters: declared }: { readonly parameters: readonly ParameterDeclaration[] },
  given: Parameters = {},
): Parameters | undefined {
  const faults = [...unknown(declared, given), ...declared.flatMap((parameter) => faultsOf(parameter, given))];
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const defaults = declared.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value]]));
  return checkedParameters({ ...Object.fromEntries(defaults), ...given });
}

/** Must be refused: a misspelled name would leave the step with the default value. */
function unknown(declared: readonly ParameterDeclaration[], given: Parameters): string[] {
  const names = declared.map(({ name }) => name);
  if (names.length === 0) return [];
  return Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const near = nearestName(name, names);
      const hint = near === undefined ? 'declare it, or leave it out' : `did you mean '${near}'?`;
      return `'parameters' must have names that the workflow declares (${names.join(', ')}), got ${name}: ${hint}`;
    });
}

function faultsOf({ name, type, required, ...parameter }: ParameterDeclaration, given: Parameters): string[] {
  if (!Object.hasOwn(given, name))
    return required && parameter.default === undefined
      ? [
          `'parameters.${name}' must be given, got nothing: write --param ${name}=${type === 'any' ? 'TEXT' : shape(type)}`,
        ]
      : [];
  const value = given[name];
  if (isOfType(type, value)) return [];
  return [`'parameters.${name}' must be ${TYPE_RULES[type]}, got ${shown(value)}`];
}

const shape = (type: Exclude<ParameterDeclaration['type'], 'any'>): string =>
  ({ string: 'TEXT', number: 'NUMBER', boolean: 'true', array: "'[…]'", object: "'{…}'" })[type];
