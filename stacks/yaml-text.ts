import { Scalar, stringify } from 'yaml';

/**
 * Quoted so that readers of YAML 1.2 and 1.1 (kubectl) see the same strings: cdk8s' own writer knows 1.1 alone, and a
 * namespace `0o17` would be a number to others. Lines are never folded and nothing is an alias, for people.
 */
const YAML_OPTIONS = { version: '1.2', compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;

/**
 * Words that no reader takes for anything but a string, as most of a manifest's are, addresses too: but for those which
 * are values of their own in YAML 1.1 or 1.2, or numbers to a lenient reader.
 */
const PLAIN = /^(?!(?:y|yes|n|no|true|false|on|off|null|e[-+]?[0-9_]+)$)[a-z/](?:[a-z0-9./_:-]*[a-z0-9./_-])?$/i;

/** Lines that a block takes as they are: of printable ASCII, no blanks at the start and none at the end. */
const LINES = /^[!-~][ -~\n]*[!-~]\n$/;

/** Longer keys have a form of their own, which nothing in Kubernetes needs: labels are the longest, at 317. */
const LONGEST_KEY = 512;

/** Texts remembered at most: the scalars of some hundred runs. */
const REMEMBERED = 4096;

/**
 * Plain data as YAML, keys sorted but for those of the top level: the text that the yaml package writes, ten times as
 * fast. Maps and lists are laid out here; how a string is to be quoted is left to the package, asked once for each.
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

/** A value without what stands before it on its line; `indent` is that of the lines that follow. */
function node(value: unknown, indent: string): string {
  return isCollection(value) ? collection(value, indent) : scalarText(value, indent);
}

function collection(value: object, indent: string): string {
  if (Array.isArray(value)) return value.map((item) => `- ${node(item, `${indent}  `)}`).join(`\n${indent}`);
  return mapping(value, Object.keys(value).sort(), indent);
}

/** Whether a value takes lines of its own: not what is written as {} or []. */
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
  // Lines but the first belong to a text of several: they have an indent of two already, and none if they are empty.
  return text.includes('\n') ? text.replace(/\n(?!\n|$)/g, `\n${indent.slice(2)}`) : text;
}

function keyText(key: string, indent: string): string {
  if (key.length > LONGEST_KEY)
    throw new Error(
      `'key' must have at most ${LONGEST_KEY} characters, got ${key.length}: shorten ${key.slice(0, 40)}…`,
    );
  if (PLAIN.test(key)) return key;
  // At the top level a key may look like the end of a document.
  const [before, object] = indent === '' ? ['', { [key]: 0 }] : ['k:\n  ', { k: { [key]: 0 } }];
  return stringify(object, YAML_OPTIONS).slice(before.length, -': 0\n'.length);
}

const remembered = new Map<string, string>();

/** The package's text of a string; it takes microseconds each time, and manifests repeat themselves. */
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

/** A block of nothing but blanks and line breaks loses its blanks when it is read: such a text is quoted. */
function quotedBlank(value: string): string | Scalar {
  if (value === '' || value.trim() !== '') return value;
  const quoted = new Scalar(value);
  quoted.type = Scalar.QUOTE_DOUBLE;
  return quoted;
}
