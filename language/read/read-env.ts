import type { EnvValue } from '../workflow';
import type { YamlPath } from '../yaml/plain-value';
import { isMapping, type Reader } from './reader';

/** Names that the engine gives to spliced values; see `language/shell/splice.ts`. */
const RESERVED = /^PRODIGY_VALUE_/;

/**
 * Variables of a workflow: scalars as they are written (`1.10` stays `1.10`), in the file's order.
 * Wrong ones are left out; the reader's findings say so.
 */
export function readEnv(reader: Reader, value: unknown, path: YamlPath): Record<string, EnvValue> {
  if (value === undefined) return {};
  if (!isMapping(value)) {
    reader.mustBe('a mapping of names to values', path, value);
    return {};
  }
  const entries = Object.entries(value).map(
    ([name, entry]) => [name, readEntry(reader, name, entry, [...path, name])] as const,
  );
  return Object.fromEntries(
    entries.flatMap(([name, text]) => (text === undefined ? [] : [[name, { kind: 'text', text, secret: false }]])),
  );
}

function readEntry(reader: Reader, name: string, value: unknown, path: YamlPath): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    reader.error(
      `a name in 'env' must have letters, digits and _ only and start with no digit, got '${name}'`,
      path,
      'key',
    );
  } else if (RESERVED.test(name)) {
    reader.error(`a name in 'env' must not start with PRODIGY_VALUE_, got '${name}': choose another name`, path, 'key');
  } else if (isMapping(value)) {
    reader.error(`'${name}' as a mapping is not supported yet: give its value as text`, path);
  } else if (Array.isArray(value) || value === null) {
    reader.mustBe('text, a number, true or false', path, value);
  } else {
    const text = typeof value === 'string' ? value : (reader.source.written(path) ?? String(value));
    if (!text.includes('\0')) return text;
    reader.mustBe('text without NUL characters', path, value);
  }
  return undefined;
}
