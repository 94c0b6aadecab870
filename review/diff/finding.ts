import { VERDICTS, type Verdict } from './verdict';

/** A value of an object before and after, with secrets masked. */
export interface ShownChange {
  readonly path: string;
  /** Undefined if it was added. */
  readonly before?: unknown;
  /** Undefined if it was removed. */
  readonly after?: unknown;
}

/** A finding about one object, or about a whole run. */
export interface DiffFinding {
  readonly verdict: Verdict;
  /** Folder above the run's: the name of the target. */
  readonly target: string;
  /** Id of the run; undefined for shared objects. */
  readonly run?: string;
  /** Kind and name, such as `Job/prodigy-tidy-1`. */
  readonly object: string;
  /** The object's file, in HEAD if it is there; empty if it exists only on a cluster. */
  readonly file: string;
  /** What it means. */
  readonly message: string;
  /** Source of the rule: a function in Kubernetes, a page of its documentation, or a file of this project. */
  readonly source: string;
  readonly changes: readonly ShownChange[];
}

/** Sorted worst first, then by target, run and object, whatever the order of the input. */
export const ordered = (findings: readonly DiffFinding[]): DiffFinding[] => [...findings].sort(byWeight);

function byWeight(a: DiffFinding, b: DiffFinding): number {
  return VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) || compareTexts(place(a), place(b));
}

const place = ({ target, run = '', object, message }: DiffFinding): string =>
  [target, run, object, message].join('\u0000');

const compareTexts = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
