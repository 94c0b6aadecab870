import { declarationsIn, nameOf, parametersUnited } from './parameter-lists';
import { Piece } from './piece';
import type { Fault } from './piece-report';

/** Keys that describe the file itself and are not merged. */
const OF_THE_FILE = ['name', 'mode', 'description'];
/** Maps in which two parts must not give a name different values. */
const NAMES = ['env', 'secrets', 'defaults', 'profiles', 'workflows'];

/**
 * A file with another one appended: its steps come later, and it adds names that the first one does not have.
 *
 * @param own the file itself: it overrides its parts, which must not contradict one another.
 */
export function append(target: Piece, part: Piece, own: Piece): { readonly piece: Piece; readonly clashes: Fault[] } {
  const clashes: Fault[] = [];
  let piece = target;
  for (const [key, added] of part.entries) {
    if (OF_THE_FILE.includes(key)) continue;
    const present = piece.child(key);
    if (present === undefined) piece = piece.with(key, added);
    else if (key === 'commands') piece = piece.with(key, joined(present, added));
    else if (key === 'env_files') piece = piece.with(key, joined(added, present));
    else if (key === 'parameters') {
      const united = parametersUnited(present, added);
      clashes.push(...united.clashes.map((clash) => parameterClash(clash, present)));
      piece = piece.with(key, united.piece);
    } else if (NAMES.includes(key) && present.isMapping && added.isMapping) {
      clashes.push(...nameClashes(present, added, own));
      piece = piece.with(key, Piece.mapping([...added.entries, ...present.entries], present));
    }
  }
  return { piece, clashes };
}

/** Two lists joined. Anything else is left to the checks of the format. */
const joined = (first: Piece, second: Piece): Piece => {
  if (!first.isList) return first;
  return second.isList ? Piece.list([...first.items, ...second.items], first) : second;
};

function nameClashes(present: Piece, added: Piece, own: Piece): Fault[] {
  return added.entries.flatMap(([name, piece]) => {
    const other = present.child(name);
    if (other === undefined || other.origin.source === own.origin.source) return [];
    if (JSON.stringify(other.value) === JSON.stringify(piece.value)) return [];
    const got = `another than in ${other.origin.source.file}`;
    return [{ piece, message: `'${name}' must have one value, got ${got}: set it in ${own.origin.source.file}` }];
  });
}

function parameterClash(piece: Piece, present: Piece): Fault {
  const name = nameOf(piece);
  const file = declarationsIn(present).get(name)?.origin.source.file;
  return { piece, message: `parameter '${name}' must have one type, got another than in ${file}: rename one of them` };
}
