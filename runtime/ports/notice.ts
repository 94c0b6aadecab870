import type { LeaderPhase, StampedEntry } from '../../contract/journal';
import type { CircuitBreaker } from '../../language/workflow';

/** The phases of a run, in their order, with the number of their steps. */
export type PhaseSteps = readonly (readonly [phase: LeaderPhase | 'map', steps: number])[];

/** What happens in a run as it happens: for those who tell of it, not for those who work. */
export type Notice =
  /** A process works on the run from now on; `entries` is what the journal says of it so far. */
  | {
      readonly type: 'begun';
      readonly at: number;
      /** The workflow's name. */
      readonly workflow: string;
      readonly phases: PhaseSteps;
      /** Of the workflow's error policy; undefined where it has none. */
      readonly breaker?: CircuitBreaker;
      readonly entries: Iterable<StampedEntry>;
    }
  /** The journal has a new entry. */
  | { readonly type: 'entry'; readonly entry: StampedEntry }
  | { readonly type: 'attempt'; readonly at: number; readonly item: string; readonly attempt: number }
  /** An attempt is over; `reason` is why it failed, if it did. What became of the item says an entry. */
  | {
      readonly type: 'attempt-over';
      readonly at: number;
      readonly item: string;
      readonly attempt: number;
      readonly reason?: string;
    }
  /** The process stops before the run has ended; it can go on. */
  | { readonly type: 'paused'; readonly at: number };

export type Listener = (notice: Notice) => void;
