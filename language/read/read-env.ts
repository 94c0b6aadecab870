import type { z } from 'zod';
import type { Report } from '../check/report';
import type { env, profiles, secrets } from '../schema/environment';
import type { EnvValue, Profile, SecretSource } from '../workflow';
import type { YamlPath } from '../yaml/plain-value';

/** Names that the engine gives to spliced values; see `language/shell/splice.ts`. */
const RESERVED = /^PRODIGY_VALUE_/;

type RawEnv = z.output<typeof env>;
type RawValue = RawEnv[string];
type Scalar = Exclude<RawValue, object>;

/** Variables of a workflow, in file order; scalars as written (`1.10` stays `1.10`). */
export const readEnv = (report: Report, raw: RawEnv | undefined, path: YamlPath): Record<string, EnvValue> =>
  mapNames(report, raw, path, (value, at) => readValue(report, value, at));

/** Variables of a step. */
export const readStepEnv = (
  report: Report,
  raw: Readonly<Record<string, Scalar>> | undefined,
  path: YamlPath,
): Record<string, string> => mapNames(report, raw, path, (value, at) => written(report, value, at));

/** Where the values of secrets come from. */
export const readSecrets = (report: Report, raw: z.output<typeof secrets> | undefined): Record<string, SecretSource> =>
  mapNames(report, raw, ['secrets'], (value, path) => {
    if (typeof value === 'string') return { provider: 'env', variable: variableIn(report, value, path) };
    if (value.version !== undefined)
      report.warning("'version' has no effect here: variables and files have none", [...path, 'version']);
    const at = [...path, 'key'];
    if (value.provider === 'file') return { provider: 'file', path: value.key };
    return { provider: 'env', variable: variableIn(report, value.key, at) };
  });

/** Sets of variables to choose from. */
export function readProfiles(report: Report, raw: z.output<typeof profiles> | undefined): Record<string, Profile> {
  const entries = Object.entries(raw ?? {}).map(([name, { description, ...env }]) => [
    name,
    { description, env: readEnv(report, env as RawEnv, ['profiles', name]) },
  ]);
  return Object.fromEntries(entries);
}

function mapNames<Raw, Value>(
  report: Report,
  raw: Readonly<Record<string, Raw>> | undefined,
  path: YamlPath,
  read: (raw: Raw, path: YamlPath) => Value,
): Record<string, Value> {
  const entries = Object.entries(raw ?? {}).map(([name, value]) => {
    checkName(report, name, [...path, name]);
    return [name, read(value, [...path, name])] as const;
  });
  return Object.fromEntries(entries);
}

/** A variable's name must be valid in a shell. */
export function checkName(report: Report, name: string, path: YamlPath): void {
  const where = `a name in '${path[0] === 'profiles' ? path[1] : path.at(-2)}'`;
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    report.error(
      `${where} must have only letters, digits and _, and not start with a digit, got '${name}'`,
      path,
      'key',
    );
  } else if (RESERVED.test(name)) {
    report.error(`${where} must not start with PRODIGY_VALUE_, got '${name}': choose another name`, path, 'key');
  }
}

function readValue(report: Report, value: RawValue, path: YamlPath): EnvValue {
  if (typeof value !== 'object') return { kind: 'text', text: written(report, value, path), secret: false };
  const { command, condition, cache = false, secret = false } = value;
  if (command !== undefined) return { kind: 'command', command, cache, secret };
  if (condition === undefined) {
    return { kind: 'text', text: written(report, value.value!, [...path, 'value']), secret };
  }
  const text = (key: 'when_true' | 'when_false') => written(report, value[key]!, [...path, key]);
  return { kind: 'conditional', condition, whenTrue: text('when_true'), whenFalse: text('when_false'), secret };
}

/** A scalar as written, since variables are text: `1.10` is not `1.1`. */
export function written(report: Report, value: Scalar, path: YamlPath): string {
  const text = typeof value === 'string' ? value : (report.source.written(path) ?? String(value));
  if (text.includes('\0')) report.mustBe('text without NUL characters', path, value);
  return text;
}

/** `TOKEN` and `${env:TOKEN}` name the same variable. */
function variableIn(report: Report, text: string, path: YamlPath): string {
  const name = /^\$\{env:([^}]*)\}$/.exec(text)?.[1] ?? text;
  if (!/^[A-Za-z_]\w*$/.test(name)) report.mustBe("the name of an environment variable, or '${env:NAME}'", path, text);
  return name;
}
