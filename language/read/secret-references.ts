import type { Report } from '../check/report';
import type { EnvValue, SecretSource } from '../workflow';
import type { YamlPath } from '../yaml/plain-value';

type Env = Readonly<Record<string, EnvValue>>;
type Secrets = Readonly<Record<string, SecretSource>>;

/** A reference to a variable of the machine; without `env:` it may also be one of the workflow's. */
const REFERENCE = /\$\{(env:)?([A-Za-z_]\w*)\}/;
const ALONE = new RegExp(`^${REFERENCE.source}$`);

/**
 * A secret value in `env` that is a single reference becomes an entry of `secrets`: nothing else could resolve it,
 * since values in `env` are used as written.
 * @param declared the workflow's `secrets`, which take precedence.
 * @param placeOf position of a variable's value.
 * @returns the remaining variables, and all secrets.
 */
export function withReferredSecrets(
  report: Report,
  env: Env,
  declared: Secrets,
  placeOf: (name: string) => YamlPath,
): { readonly env: Env; readonly secrets: Secrets } {
  const referred: Record<string, SecretSource> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value.kind !== 'text' || !value.secret || !REFERENCE.test(value.text)) continue;
    const source = sourceIn(value.text, name, env, declared);
    if (source !== undefined) referred[name] = source;
    else report.warning(complaintAbout(name, value.text), placeOf(name), 'value');
  }
  const own = Object.entries(env).filter(([name]) => !Object.hasOwn(referred, name));
  return { env: Object.fromEntries(own), secrets: { ...referred, ...declared } };
}

/** The source that a text refers to; undefined if it is not a single reference, or refers to a variable of `env`. */
function sourceIn(text: string, name: string, env: Env, declared: Secrets): SecretSource | undefined {
  const [, machine, variable] = ALONE.exec(text) ?? [];
  if (variable === undefined) return undefined;
  if (machine !== undefined) return { provider: 'env', variable };
  if (Object.hasOwn(declared, variable)) return declared[variable];
  return variable !== name && Object.hasOwn(env, variable) ? undefined : { provider: 'env', variable };
}

/** Never shows the value itself. */
function complaintAbout(name: string, text: string): string {
  const [reference] = REFERENCE.exec(text) as RegExpExecArray;
  const rule = `the secret value of '${name}' is used as it is written, '${reference}' included`;
  return ALONE.test(text)
    ? `${rule}: a variable of 'env' is not a variable of the machine, write \${env:NAME} for one of those`
    : `${rule}: make it one reference and nothing else, and compose the text in the step`;
}
