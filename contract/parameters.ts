import { INHERITED_VARIABLES } from './inherited-variables';
import { Limit } from './limits';

/** Values passed to a run, by name: strings, numbers, booleans, null, and lists and maps of these. */
export interface Parameters {
  readonly [name: string]: unknown;
}

/** Valid as a variable name in shells and in `${…}`. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** Names that the engine sets itself. */
const ENGINE = [
  ...['ARG', 'PROJECT_ROOT', 'WORKTREE', 'ITERATION', 'step', 'workflow', 'env'],
  ...['item', 'item_id', 'item_json', 'item_index', 'item_total', 'map', 'merge', 'index', 'total'],
  ...['shell', 'claude', 'last', 'CAPTURED_OUTPUT', 'test', 'error', 'handler', 'validation'],
  ...['TEST_ATTEMPT', 'SHELL_ATTEMPT'],
];

/** Variables that programs act on: setting one would give a step other programs, files or credentials. */
const MACHINE = [...INHERITED_VARIABLES, 'IFS', 'ENV', 'PWD', 'CDPATH'];
const MACHINE_PREFIXES =
  /^(BASH_|LC_|LD_|DYLD_|GIT_|SSL_|NODE_|PYTHON|PERL|RUBY|PRODIGY_|ANTHROPIC_|CLAUDE_|KUBERNETES_)/;

/** Names that reach from the data into JavaScript. */
const LANGUAGE = ['__proto__', 'constructor', 'prototype'];

/**
 * Check the parameters of a run.
 *
 * @returns the same, sorted by name; undefined if there are none.
 * @throws Error naming a parameter that cannot be passed to steps.
 */
export function checkedParameters(parameters: Parameters = {}): Parameters | undefined {
  const names = Object.keys(parameters).sort();
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [checkedName(name), checkedValue(name, parameters[name])]));
}

function checkedName(name: string): string {
  const fault = parameterNameFault(name);
  if (fault !== undefined) throw new Error(fault);
  return name;
}

/** Why a parameter cannot have this name; undefined if it can. */
export function parameterNameFault(name: string): string | undefined {
  if (!NAME.test(name))
    return (
      `'parameters' must have names of letters, digits and underscores, got ${JSON.stringify(name)}: ` +
      'a shell must be able to say the name'
    );
  if ([...ENGINE, ...MACHINE, ...LANGUAGE].includes(name) || MACHINE_PREFIXES.test(name))
    return `'parameters' must leave reserved names alone, got ${name}: choose a name of your own`;
  return undefined;
}

function checkedValue(name: string, value: unknown): unknown {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text === undefined || !isJson(value))
    throw new Error(`'parameters.${name}' must be a value that JSON knows, got ${String(value)}: give text or numbers`);
  if (text.includes('\0'))
    throw new Error(`'parameters.${name}' must hold no NUL character, got one: no program can be given it`);
  const bytes = Buffer.byteLength(text);
  if (bytes > Limit.ENVIRONMENT_BYTES)
    throw new Error(
      `'parameters.${name}' must have at most ${Limit.ENVIRONMENT_BYTES} bytes, got ${bytes}: ` +
        'keep large values in files of the repository',
    );
  return value;
}

function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || ['string', 'boolean'].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isJson);
  return typeof value === 'object' && Object.values(value).every(isJson);
}
