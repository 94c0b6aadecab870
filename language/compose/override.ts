import { inherit } from './inherit';
import { Piece } from './piece';
import type { Fault } from './piece-report';

const PATH = /^[\w-]+(?:\.[\w-]+|\[\d+\])*$/;

/**
 * A template with fields of its own replaced: `env` as a mapping that is merged, `commands[0].timeout` as a path.
 *
 * @returns the template, or of the first key that names nothing what is to be said.
 */
export function override(template: Piece, fields: Piece): Piece | Fault {
  let result = template;
  for (const [key, piece] of fields.entries) {
    const path = PATH.test(key) ? key.split(/[.[\]]+/).filter((part) => part !== '') : [];
    const replaced =
      path.length === 1 ? inherit(Piece.mapping([[key, piece]], fields), result) : replacedAt(result, path, piece);
    if (replaced === undefined) {
      const rule = 'keys of the template, or paths such as commands[0].timeout';
      return { message: `'override' must have ${rule}, got '${key}': there is nothing of that name`, piece };
    }
    result = replaced;
  }
  return result;
}

/** Undefined where what would hold the field is not there. */
function replacedAt(holder: Piece, [key, ...rest]: readonly string[], piece: Piece): Piece | undefined {
  if (key === undefined) return undefined;
  const inner = holder.isList ? holder.items[Number(key)] : holder.child(key);
  const value = rest.length === 0 ? piece : inner && replacedAt(inner, rest, piece);
  if (value === undefined) return undefined;
  if (holder.isMapping) return holder.with(key, value);
  if (!holder.isList || inner === undefined) return undefined;
  return Piece.list(
    holder.items.map((item, index) => (index === Number(key) ? value : item)),
    holder,
  );
}
