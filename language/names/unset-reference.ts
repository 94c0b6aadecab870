import type { Reference } from '../references';
import type { KnownNames } from './known-names';

/**
 * Who reads a text: a shell, Claude, a file that a step writes, a setting of the step, or the engine, for a condition.
 */
export type Reader = 'shell' | 'claude' | 'file' | 'setting' | 'condition';

/** Hints for names that are set only in certain places. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  item: "only the steps of 'map' and 'foreach' have it",
  item_id: "only the steps of 'map' have it",
  item_json: "only the steps of 'map' have it",
  item_index: "only the steps of 'map' have it",
  item_total: "only the steps of 'map' have it",
  map: "only the steps of 'reduce' have it",
  merge: "only the steps of 'merge' have it",
  validation: "only 'on_incomplete' has it",
  error: 'only handlers have it',
  handler: 'only handlers have it',
  test: 'only handlers have it',
  step: "only 'message_template' has it",
  shell: "give a step before it 'capture_output: true'",
  claude: "give a step before it 'capture_output: true'",
};

/** The names available to a reference, and who reads the text. */
export interface Place {
  readonly names: KnownNames;
  readonly reader: Reader;
  /** Whether the text or its environment may set a bare name that is not known here. */
  readonly maySet: (name: string) => boolean;
  /** Hints for names that are set elsewhere but not passed on to here. */
  readonly hints: Readonly<Record<string, string>>;
}

/**
 * The message about a reference that nothing can set where it is used; undefined if there is none. A reference with a
 * fallback expects that its value may be missing. A bare name is not reported if something else may set it, unless it
 * looks misspelled; neither is the content of a file that a step writes.
 */
export function complaintAbout(reference: Reference, place: Place): string | undefined {
  const { path, text, fallback } = reference;
  const { names, reader, hints } = place;
  if (fallback !== undefined || names.has(path)) return undefined;
  const isLone = path.length === 1;
  if (isLone && place.maySet(path[0]!)) return undefined;
  const hint = wayOut(path, names, hints);
  const isLeftAlone = reader === 'file' || (isLone && (reader === 'shell' || !text.startsWith('${')));
  if (hint === undefined && isLeftAlone) return undefined;
  if (hint !== undefined) return `'${text}' is not set here: ${hint}`;
  if (reader === 'condition') return `'${text}' is not set here and counts as false: ${AS_PARAMETER}`;
  return `'${text}' is not set here: ${AS_PARAMETER}, or write \\${text} where the text itself is meant`;
}

/** Prodigy's names for the second and later arguments. */
const NUMBERED_ARGUMENT = /^ARG_\d+$/;

const AS_PARAMETER = 'give it to the run as a parameter';

function wayOut(path: readonly string[], names: KnownNames, hints: Place['hints']): string | undefined {
  const [name] = path as [string];
  if (Object.hasOwn(hints, name)) return hints[name];
  if (NUMBERED_ARGUMENT.test(name)) return `a run has one argument: ${AS_PARAMETER}`;
  const near = names.nearest(path);
  if (near !== undefined) return `did you mean '${near}'?`;
  const fields = names.fieldsOf(name);
  if (fields !== undefined && fields !== 'any')
    return fields.length === 0 ? `'${name}' is text` : `'${name}' has ${fields.join(', ')}`;
  return Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
}
