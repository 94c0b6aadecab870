import { compileGlob } from './patterns/glob';
import type { LinearPattern } from './patterns/linear-pattern';

/** A reference to a value in a text: `${item.name}`, `${item.tags[0]:-none}`, `${step.files_added:*.md}` or `$ARG`. */
export interface Reference {
  /** As written. */
  readonly text: string;
  /** Names and indexes, `item.tags[0]` → `['item', 'tags', '0']`. */
  readonly path: readonly string[];
  /** Applied to the value in this order, before the fallback. */
  readonly filters: readonly ReferenceFilter[];
  /** Used if the value is missing or empty; undefined if there is none. */
  readonly fallback: Fallback | undefined;
}

export type ReferenceFilter =
  /** `|length`: characters of a text, entries of a list, fields of an object. */
  | { readonly kind: 'length' }
  /** `:json`, `:lines` (`:newline`), `:csv` (`:comma`): how a list is written. */
  | { readonly kind: 'json' | 'lines' | 'csv' }
  /** `:specs/*.md`: only the paths that match. */
  | { readonly kind: 'glob'; readonly glob: LinearPattern };

export interface Fallback {
  readonly text: string;
  /** `:-` is also shell syntax; `|default:` is not. */
  readonly notation: ':-' | 'default';
}

const NAME = '[A-Za-z_][\\w-]*';
const PATH = new RegExp(`\\$\\{(${NAME}(?:\\.${NAME}|\\.\\d+|\\[\\d+\\])*)`, 'y');
const SHELL_DEFAULT = /:-([^{}$`\\]*)\}/y;
const MODIFIERS = /((?::[\w./*?[\]!@+,-]+)*)\s*/y;
const FILTERS =
  /((?:\|\s*length\s*)*)(?:\|\s*default\s*:(?:\s*"([^"$`\\]*)"\s*|\s*'([^'$`\\]*)'\s*|([^{}$`\\|]*)))?\}/y;
const BARE = /\$([A-Za-z_]\w*)/y;

/**
 * The reference at `offset`, if there is one. `$name` counts only in upper case, since shell scripts, awk and people
 * use lower case; `$1`, `$?` and `$$` never count. Modifiers after a colon are allowed only after dotted names:
 * `${name:1}` is a shell substring.
 */
export function referenceAt(text: string, offset: number): Reference | undefined {
  if (text[offset] !== '$' || isEscaped(text, offset)) return undefined;
  const braced = matchAt(PATH, text, offset);
  if (braced) return withFilters(text, offset, braced);
  const bare = matchAt(BARE, text, offset);
  if (!bare || bare[1] !== bare[1]!.toUpperCase()) return undefined;
  return { text: bare[0], path: [bare[1]!], filters: [], fallback: undefined };
}

/** Reads filters and modifiers after the path, up to the closing brace. */
function withFilters(text: string, offset: number, [opening, written]: RegExpExecArray): Reference | undefined {
  const path = written!.split(/[.[\]]+/).filter((part) => part !== '');
  const end = offset + opening.length;
  const shells = matchAt(SHELL_DEFAULT, text, end);
  if (shells) {
    const fallback = { text: shells[1]!, notation: ':-' } as const;
    return { text: text.slice(offset, end + shells[0].length), path, filters: [], fallback };
  }
  const [spaced, modifiers] = matchAt(MODIFIERS, text, end)!;
  const rest = matchAt(FILTERS, text, end + spaced.length);
  const read = readModifiers(modifiers!);
  if (!rest || !read || (modifiers !== '' && path.length === 1)) return undefined;
  const isPlain = modifiers === '' && rest[0] === '}';
  if (isPlain && spaced !== '') return undefined;
  const lengths = rest[1]!
    .split('|')
    .slice(1)
    .map(() => ({ kind: 'length' }) as const);
  const fallback = rest[2] ?? rest[3] ?? rest[4]?.trim();
  return {
    text: text.slice(offset, end + spaced.length + rest[0].length),
    path,
    filters: [...read, ...lengths],
    fallback: fallback === undefined ? undefined : { text: fallback, notation: 'default' },
  };
}

const NOTATIONS: Readonly<Record<string, 'json' | 'lines' | 'csv'>> = {
  json: 'json',
  lines: 'lines',
  newline: 'lines',
  csv: 'csv',
  comma: 'csv',
};

/** `:specs/*.md`, `:json`, or both in that order; undefined for anything else. */
function readModifiers(written: string): ReferenceFilter[] | undefined {
  const filters = written.split(':').slice(1).map(readModifier);
  if (filters.length > 2 || filters.some((filter) => filter === undefined)) return undefined;
  if (filters.length === 2 && (filters[0]!.kind !== 'glob' || filters[1]!.kind === 'glob')) return undefined;
  return filters as ReferenceFilter[];
}

function readModifier(written: string): ReferenceFilter | undefined {
  if (Object.hasOwn(NOTATIONS, written)) return { kind: NOTATIONS[written]! };
  // `:-`, `:+` and `:?` are shell syntax.
  const glob = /^[-+?]/.test(written) ? undefined : compileGlob(written);
  return glob?.ok ? { kind: 'glob', glob: glob.value } : undefined;
}

const NO_REFERENCE = /\$\{[A-Za-z_][\w-]*(?:(?:[.[][\w.\][-]*)?\s*\|[^{}$\n]*|[.[][\w.\][-]*:[^{}$\n]*)\}/y;

/**
 * Text at `offset` that looks like a reference but is neither one nor shell syntax: `${name|upper}`,
 * `${a.b:upper:json}`. It stays as written.
 */
export function failedReferenceAt(text: string, offset: number): string | undefined {
  if (isEscaped(text, offset) || referenceAt(text, offset) !== undefined) return undefined;
  return matchAt(NO_REFERENCE, text, offset)?.[0];
}

function matchAt(form: RegExp, text: string, offset: number): RegExpExecArray | null {
  form.lastIndex = offset;
  return form.exec(text);
}

/** Whether an odd number of backslashes precedes `offset`: the author wants a literal dollar sign. */
function isEscaped(text: string, offset: number): boolean {
  let start = offset;
  while (start > 0 && text[start - 1] === '\\') start--;
  return (offset - start) % 2 === 1;
}
