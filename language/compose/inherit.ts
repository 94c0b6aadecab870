import { parametersUnited } from './parameter-lists';
import { Piece } from './piece';

/** How many levels of a mapping are merged; default: all. A variable is replaced as a whole. */
const LEVELS: Readonly<Record<string, number>> = { env: 1, secrets: 1, profiles: 2, workflows: 1 };

/** A file merged over the one that it extends: mappings are merged, all else is replaced, even lists unless empty. */
export function inherit(child: Piece, base: Piece): Piece {
  const entries = new Map(base.entries);
  for (const [key, piece] of child.entries) {
    const under = entries.get(key);
    if (under === undefined) entries.set(key, piece);
    else if (key === 'parameters') entries.set(key, parametersUnited(piece, under).piece);
    else entries.set(key, over(piece, under, LEVELS[key] ?? Number.POSITIVE_INFINITY));
  }
  return Piece.mapping(entries, child);
}

function over(child: Piece, base: Piece, levels: number): Piece {
  if (child.isList && base.isList && child.items.length === 0) return base;
  if (!child.isMapping || !base.isMapping || levels === 0) return child;
  const entries = new Map(base.entries);
  for (const [key, piece] of child.entries) {
    const under = entries.get(key);
    entries.set(key, under === undefined ? piece : over(piece, under, levels - 1));
  }
  return Piece.mapping(entries, child);
}
