import { Scalar, stringify } from 'yaml';

/**
 * Quotes strings so that YAML 1.2 and 1.1 readers (kubectl) see the same: cdk8s' own writer knows only 1.1, and other
 * readers would take a namespace `0o17` for a number. For readability, no lines are folded and no aliases are used.
 */
const YAML_OPTIONS = { version: '1.2', compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;

/**
 * Words that every reader takes for a string, which covers most of a manifest, including addresses. Excluded are words
 * with a meaning in YAML 1.1 or 1.2, and numbers to a lenient reader.
 */
const PLAIN = /^(?!(?:y|yes|n|no|true|false|on|off|null|e[-+]?[0-9_]+)$)[a-z/](?:[a-z0-9./_:-]*[a-z0-9./_-])?$/i;

/** Text that a block scalar can hold unchanged: printable ASCII, starting with no blank and ending with none. */
const LINES = /^[!-~][ -~\n]*[!-~]\n$/;

/** Longer keys need YAML's explicit key syntax. Kubernetes has none: labels are the longest, at 317. */
const LONGEST_KEY = 512;

/** Maximum number of cached texts: the scalars of several hundred runs. */
const REMEMBERED = 4096;

/**
 * Plain data as YAML, with sorted keys except at the top level: the same text as the yaml package writes, ten times as
 * fast. Maps and lists are laid out here; quoting of strings is left to the package, once per distinct string.
 */
export function yamlText(object: object): string {
  return `${mapping(object, Object.keys(object), '')}\n`;
}

function mapping(object: object, keys: readonly string[], indent: string): string {
  const inner = `${indent}  `;
  let text = '';
  for (const key of keys) {
    const value = (object as { readonly [key: string]: unknown })[key];
    if (value === undefined) continue;
    if (text !== '') text += `\n${indent}`;
    const rest = isCollection(value) ? `\n${inner}${collection(value, inner)}` : ` ${scalarText(value, inner)}`;
    text += `${keyText(key, indent)}:${rest}`;
  }
  return text;
}

/** A value without the start of its line; `indent` is that of the lines that follow. */
function node(value: unknown, indent: string): string {
  return isCollection(value) ? collection(value, indent) : scalarText(value, indent);
}

function collection(value: object, indent: string): string {
  if (Array.isArray(value)) return value.map((item) => `- ${node(item, `${indent}  `)}`).join(`\n${indent}`);
  return mapping(value, Object.keys(value).sort(), indent);
}

/** Whether a value spans lines of its own, unlike {} and []. */
const isCollection = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value) ? value.length > 0 : Object.values(value).some((inner) => inner !== undefined));

function scalarText(value: unknown, indent: string): string {
  if (typeof value === 'boolean' || (Number.isSafeInteger(value) && !Object.is(value, -0))) return `${value}`;
  if (typeof value !== 'string') return written(value);
  if (PLAIN.test(value)) return value;
  if (LINES.test(value)) return `|\n${indent}${value.slice(0, -1).replace(/\n(?!\n)/g, `\n${indent}`)}`;
  const text = writtenOnce(value);
  // Lines after the first belong to a multi-line string: they are already indented by two, unless they are empty.
  return text.includes('\n') ? text.replace(/\n(?!\n|$)/g, `\n${indent.slice(2)}`) : text;
}

function keyText(key: string, indent: string): string {
  if (key.length > LONGEST_KEY)
    throw new Error(
      `'key' must have at most ${LONGEST_KEY} characters, got ${key.length}: shorten ${key.slice(0, 40)}…`,
    );
  if (PLAIN.test(key)) return key;
  // At the top level, a key could look like a document end marker.
  const [before, object] = indent === '' ? ['', { [key]: 0 }] : ['k:\n  ', { k: { [key]: 0 } }];
  return stringify(object, YAML_OPTIONS).slice(before.length, -': 0\n'.length);
}

const remembered = new Map<string, string>();

/** The package's text of a string, cached: it takes microseconds each time, and manifests repeat themselves. */
function writtenOnce(value: string): string {
  const known = remembered.get(value);
  if (known !== undefined) return known;
  const text = written(value);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(value, text);
  return text;
}

function written(value: unknown): string {
  return stringify({ k: typeof value === 'string' ? quotedBlank(value) : (value ?? null) }, YAML_OPTIONS).slice(
    'k: '.length,
    -1,
  );
}

/** A block scalar of only blanks and line breaks loses its blanks when read, so such a text is quoted. */
function quotedBlank(value: string): string | Scalar {
  if (value === '' || value.trim() !== '') return value;
  const quoted = new Scalar(value);
  quoted.type = Scalar.QUOTE_DOUBLE;
  return quoted;
}
