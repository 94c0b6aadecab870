import { Piece } from './piece';

/** `required` and `optional`, as in files. */
const LISTS = ['required', 'optional'] as const;

/** The combined declarations of two files, and those that both have with different types. */
export interface UnitedParameters {
  readonly piece: Piece;
  /** Those of the second file. */
  readonly clashes: readonly Piece[];
}

/** Combine the parameters declared by two files: the first declaration of a name wins. */
export function parametersUnited(first: Piece, second: Piece): UnitedParameters {
  if (!first.isMapping || !second.isMapping) return { piece: first, clashes: [] };
  const known = declarationsIn(first);
  const clashes = [...declarationsIn(second)].flatMap(([name, piece]) => {
    const other = known.get(name);
    return other !== undefined && typeOf(other) !== typeOf(piece) ? [piece] : [];
  });
  const lists = LISTS.flatMap((list) => {
    const more = (second.child(list)?.items ?? []).filter((item) => !known.has(nameOf(item)));
    const all = [...(first.child(list)?.items ?? []), ...more];
    return all.length === 0 ? [] : [[list, Piece.list(all, first.child(list) ?? second)] as const];
  });
  const others = [...second.entries, ...first.entries].filter(([key]) => !LISTS.some((list) => list === key));
  return { piece: Piece.mapping([...lists, ...others], first), clashes };
}

/** A file's declarations, by name. */
export function declarationsIn(parameters: Piece | undefined): Map<string, Piece> {
  const items = LISTS.flatMap((list) => parameters?.child(list)?.items ?? []);
  return new Map(items.map((item) => [nameOf(item), item]));
}

/** Name of a declaration; '' if it is invalid. */
export const nameOf = (declaration: Piece): string => {
  const name = declaration.isMapping ? declaration.child('name')?.value : declaration.value;
  return typeof name === 'string' ? name : '';
};

const typeOf = (declaration: Piece): string => String(declaration.child('type')?.value ?? 'any').toLowerCase();

/** A template with values for its parameters. Each becomes a default, so the command line can still override it. */
export function withValues(template: Piece, values: Piece): Piece {
  const parameters = template.child('parameters');
  const kept = [...declarationsIn(parameters)].filter(([name]) => values.child(name) === undefined);
  const isRequired = (item: Piece): boolean =>
    (parameters?.child('required')?.items ?? []).some((own) => same(own, item));
  const given = values.entries.map(([name, value]) => {
    const declared = declarationsIn(parameters).get(name);
    const own = declared?.isMapping
      ? declared
      : Piece.mapping([['name', Piece.literal(name, declared ?? value)]], declared ?? value);
    return own.with('default', value);
  });
  const required = kept.map(([, item]) => item).filter(isRequired);
  const optional = kept.map(([, item]) => item).filter((item) => !isRequired(item));
  const lists = Piece.mapping(
    [
      ['required', Piece.list(required, parameters ?? values)],
      ['optional', Piece.list([...optional, ...given], parameters ?? values)],
    ],
    parameters ?? values,
  );
  return template.with('parameters', lists);
}

const same = (one: Piece, other: Piece): boolean => nameOf(one) === nameOf(other);
