/** A place in a text that names a value: `${item.name}`, `${item.tags[0]:-none}` or `$ARG`. */
export interface Reference {
  /** As it is written. */
  readonly text: string;
  /** Names and indexes, `item.tags[0]` → `['item', 'tags', '0']`. */
  readonly path: readonly string[];
  /** Taken where the value is missing or empty, as the shell's `:-` does; undefined without `:-`. */
  readonly fallback: string | undefined;
}

const NAME = '[A-Za-z_][\\w-]*';
const BRACED = new RegExp(`\\$\\{(${NAME}(?:\\.${NAME}|\\.\\d+|\\[\\d+\\])*)(?::-([^{}$\`\\\\]*))?\\}`, 'y');
const BARE = /\$([A-Za-z_]\w*)/y;

/**
 * The reference that starts at `offset`, if one does. `$name` counts in upper case only, since shell scripts, awk and
 * people write the others; `$1`, `$?` and `$$` never do.
 */
export function referenceAt(text: string, offset: number): Reference | undefined {
  if (text[offset] !== '$' || isEscaped(text, offset)) return undefined;
  BRACED.lastIndex = offset;
  const braced = BRACED.exec(text);
  if (braced) return { text: braced[0], path: pathOf(braced[1]!), fallback: braced[2] };
  BARE.lastIndex = offset;
  const bare = BARE.exec(text);
  if (!bare || bare[1] !== bare[1]!.toUpperCase()) return undefined;
  return { text: bare[0], path: [bare[1]!], fallback: undefined };
}

const pathOf = (text: string): string[] => text.split(/[.[\]]+/).filter((part) => part !== '');

/** Whether an odd number of backslashes stands before `offset`: the author wants the dollar sign itself. */
function isEscaped(text: string, offset: number): boolean {
  let start = offset;
  while (start > 0 && text[start - 1] === '\\') start--;
  return (offset - start) % 2 === 1;
}
