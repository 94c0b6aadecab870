import { nearestName } from '../nearest-name';
import { declarationsIn } from './parameter-lists';
import { Piece } from './piece';
import type { Fault } from './piece-report';

/**
 * The parts of a file that `selective` takes: steps by index (from 0), `id` or `name`; sub-workflows and parameters by
 * name.
 *
 * @returns the selection, or the error of the first entry that does not exist.
 */
export function select(part: Piece, selective: Piece): Piece | Fault {
  const commands: Piece[] = [];
  const workflows: [string, Piece][] = [];
  const parameters = { required: [] as Piece[], optional: [] as Piece[] };
  for (const piece of selective.items) {
    const name = String(piece.value);
    const step = stepCalled(part, name);
    const workflow = part.child('workflows')?.child(name);
    const list = (['required', 'optional'] as const).find((key) => declaredIn(part, key).has(name));
    if (step !== undefined) commands.push(step);
    else if (workflow !== undefined) workflows.push([name, workflow]);
    else if (list !== undefined) parameters[list].push(declaredIn(part, list).get(name) as Piece);
    else return { message: nothingCalled(part, name), piece };
  }
  const lists = Object.entries(parameters).map(([key, items]) => [key, Piece.list(items, selective)] as const);
  const taken: (readonly [string, Piece])[] = [];
  if (commands.length > 0) taken.push(['commands', Piece.list(commands, selective)]);
  if (workflows.length > 0) taken.push(['workflows', Piece.mapping(workflows, selective)]);
  if (lists.some(([, { items }]) => items.length > 0)) taken.push(['parameters', Piece.mapping(lists, selective)]);
  return Piece.mapping(taken, part);
}

const steps = (part: Piece): readonly Piece[] => part.child('commands')?.items ?? [];

const namesOfStep = (step: Piece): unknown[] => [step.child('id')?.value, step.child('name')?.value];

const stepCalled = (part: Piece, name: string): Piece | undefined =>
  /^\d+$/.test(name) ? steps(part)[Number(name)] : steps(part).find((step) => namesOfStep(step).includes(name));

const declaredIn = (part: Piece, list: 'required' | 'optional'): Map<string, Piece> => {
  const items = part.child('parameters')?.child(list);
  return items === undefined ? new Map() : declarationsIn(Piece.mapping([[list, items]], items));
};

function nothingCalled(part: Piece, name: string): string {
  const names = [
    ...steps(part).flatMap(namesOfStep),
    ...(part.child('workflows')?.entries ?? []).map(([key]) => key),
    ...declarationsIn(part.child('parameters')).keys(),
  ].filter((known) => typeof known === 'string');
  const near = nearestName(name, names);
  const hint = near === undefined ? `it has ${steps(part).length} steps, numbered from 0` : `did you mean '${near}'?`;
  return `'selective' must name steps, workflows or parameters of ${part.origin.source.file}, got '${name}': ${hint}`;
}
