import type { EnvValue } from './model/environment';

/** The variables whose values are literal text in the file, by name. */
export function textVariables(env: Readonly<Record<string, EnvValue>>): Record<string, string> {
  const texts = Object.entries(env).flatMap(([name, value]) => (value.kind === 'text' ? [[name, value.text]] : []));
  return Object.fromEntries(texts);
}
