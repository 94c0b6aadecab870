import type { LeaderPhase, StampedEntry } from '../../contract/journal';
import type { CircuitBreaker } from '../../language/workflow';

/** The phases of a run in order, each with its number of steps. */
export type PhaseSteps = readonly (readonly [phase: LeaderPhase | 'map', steps: number])[];

/** Events of a run as they happen: for those who report on it, not for its work. */
export type Notice =
  /** A process starts working on the run; `entries` is its journal so far. */
  | {
      readonly type: 'begun';
      readonly at: number;
      /** The workflow's name. */
      readonly workflow: string;
      readonly phases: PhaseSteps;
      /** Circuit breaker of the workflow's error policy; undefined if it has none. */
      readonly breaker?: CircuitBreaker;
      readonly entries: Iterable<StampedEntry>;
    }
  /** The journal has a new entry. */
  | { readonly type: 'entry'; readonly entry: StampedEntry }
  | { readonly type: 'attempt'; readonly at: number; readonly item: string; readonly attempt: number }
  /** An attempt is over; `reason` is why it failed, if it did. The outcome of the item comes as an entry. */
  | {
      readonly type: 'attempt-over';
      readonly at: number;
      readonly item: string;
      readonly attempt: number;
      readonly reason?: string;
    }
  /** The process stops before the run has ended; the run can be resumed. */
  | { readonly type: 'paused'; readonly at: number };

export type Listener = (notice: Notice) => void;
