import { inherit } from './inherit';
import { Piece } from './piece';
import type { Fault } from './piece-report';

const PATH = /^[\w-]+(?:\.[\w-]+|\[\d+\])*$/;

/**
 * A template with some of its fields replaced: `env` is merged as a mapping, `commands[0].timeout` is a path.
 *
 * @returns the template, or the error of the first key that does not exist.
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

/** Undefined if the parent of the field does not exist. */
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
