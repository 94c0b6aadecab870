import { type ScalarTag, stringify } from 'yaml';
import type { Piece } from './piece';

/** A number or boolean in its author's notation: as a variable, `1.10` is not `1.1`. */
class Written {
  public constructor(public readonly text: string) {}
}

const asWritten: ScalarTag = {
  tag: 'tag:prodigy.io,2026:written',
  default: true,
  identify: (value) => value instanceof Written,
  resolve: (text) => text,
  stringify: ({ value }) => (value as Written).text,
};

/** For readability, no lines are folded and no aliases used; quoted so that YAML 1.1 readers see the same. */
const OPTIONS = { version: '1.2', compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;

/**
 * A composed workflow as the text of one file that names its sources: equal pieces give equal bytes.
 *
 * @param sources paths of the files that it was composed of.
 */
export function canonicalText(root: Piece, sources: readonly string[]): string {
  // A line break in a path would end the comment.
  const names = sources.map((path) => path.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '?')).join(', ');
  return `# Composed of ${names}: change those, not this.\n${stringify(written(root), { ...OPTIONS, customTags: [asWritten] })}`;
}

function written(piece: Piece): unknown {
  if (piece.isList) return piece.items.map(written);
  if (piece.isMapping) return Object.fromEntries(piece.entries.map(([key, entry]) => [key, written(entry)]));
  const { value, origin } = piece;
  const text = typeof value === 'number' || typeof value === 'boolean' ? origin.source.written(origin.path) : undefined;
  return text === undefined ? value : new Written(text);
}
