import type { z } from 'zod';
import { parameterNameFault } from '../../contract/parameters';
import { type Report, shown } from '../check/report';
import type { ParameterDeclaration } from '../model/parameter';
import { isOfType, TYPE_RULES } from '../parameters/parameter-type';
import type { defaults, parameters } from '../schema/parameters';
import type { EnvValue } from '../workflow';
import type { YamlPath } from '../yaml/plain-value';
import { checkName, written } from './read-env';

type RawParameters = z.output<typeof parameters>;
type RawDefaults = z.output<typeof defaults>;
type RawDeclaration = NonNullable<RawParameters['required']>[number];

/** The declared parameters; one without a default may have it in `defaults`. */
export function readParameters(
  report: Report,
  raw: RawParameters | undefined,
  fallbacks: RawDefaults = {},
): readonly ParameterDeclaration[] {
  const lists = (['required', 'optional'] as const).map((list) =>
    (raw?.[list] ?? []).map((declaration, index) => {
      const path = ['parameters', list, index];
      return readParameter(report, declaration, path, list === 'required', fallbacks);
    }),
  );
  return lists.flat().filter((parameter, index, all) => {
    if (all.findIndex(({ name }) => name === parameter.name) === index) return true;
    report.error(`a parameter must be declared once, got '${parameter.name}' again: remove one`, ['parameters'], 'key');
    return false;
  });
}

/** Defaults that belong to no parameter become variables. */
export function readDefaults(
  report: Report,
  raw: RawDefaults = {},
  declared: readonly ParameterDeclaration[],
): Record<string, EnvValue> {
  const isParameter = (name: string): boolean => declared.some((parameter) => parameter.name === name);
  const entries = Object.entries(raw).flatMap(([name, value]) => {
    const path = ['defaults', name];
    checkName(report, name, path);
    if (isParameter(name)) return [];
    const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
    const text = isScalar ? written(report, value as string, path) : JSON.stringify(value);
    return [[name, { kind: 'text', text, secret: false }] as const];
  });
  return Object.fromEntries(entries);
}

function readParameter(
  report: Report,
  raw: RawDeclaration,
  path: YamlPath,
  required: boolean,
  fallbacks: RawDefaults,
): ParameterDeclaration {
  const { name, type = 'any', description, ...rest } = typeof raw === 'string' ? { name: raw } : raw;
  const at = typeof raw === 'string' ? path : [...path, 'name'];
  const fault = parameterNameFault(name);
  if (fault !== undefined) report.error(fault, at);
  if ('validation' in rest)
    report.warning("'validation' is not evaluated: check the value in a step", [...path, 'validation']);
  const own = 'default' in rest ? rest.default : undefined;
  const value = own ?? (Object.hasOwn(fallbacks, name) ? fallbacks[name] : undefined);
  const from = own === undefined ? ['defaults', name] : [...path, 'default'];
  if (value !== undefined && !isOfType(type, value))
    report.error(`parameter '${name}' must be ${TYPE_RULES[type]}, got ${shown(value)}`, from);
  return { name, type, description, required, default: value };
}
