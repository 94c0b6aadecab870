import { VERDICTS, type Verdict } from './verdict';

/** A leaf of an object before and after, as people may see it: secret values are hidden. */
export interface ShownChange {
  readonly path: string;
  /** Undefined where there was none. */
  readonly before?: unknown;
  /** Undefined where there is none any more. */
  readonly after?: unknown;
}

/** What a reviewer is told about one object, or about a whole run. */
export interface DiffFinding {
  readonly verdict: Verdict;
  /** Folder above the run's own: the name of the target. */
  readonly target: string;
  /** Id of the run; undefined for what runs share. */
  readonly run?: string;
  /** Kind and name, such as `Job/prodigy-tidy-1`. */
  readonly object: string;
  /** The file that holds the object, in HEAD where it is there; empty where it is on a cluster alone. */
  readonly file: string;
  /** What it means. */
  readonly message: string;
  /** Where the rule comes from: a function of Kubernetes, a page of its documentation, or a file of this project. */
  readonly source: string;
  readonly changes: readonly ShownChange[];
}

/** Worst first; of one verdict by target, run and object, so that no order of the input shows. */
export const ordered = (findings: readonly DiffFinding[]): DiffFinding[] => [...findings].sort(byWeight);

function byWeight(a: DiffFinding, b: DiffFinding): number {
  return VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) || compareTexts(place(a), place(b));
}

const place = ({ target, run = '', object, message }: DiffFinding): string =>
  [target, run, object, message].join('\u0000');

const compareTexts = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
