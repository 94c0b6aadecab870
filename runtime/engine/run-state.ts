import type {
  AttemptFailure,
  ItemOutcome,
  JournalEntry,
  LeaderPhase,
  RunOutcome,
  StampedEntry,
} from '../../contract/journal';
import { type Usage, usageIn, usageSum } from '../../contract/usage';
import type { Packing } from './packed-list';
import { PackedMap } from './packed-map';

/** The state of a run according to its journal; a leader resumes from it. */
export interface RunState {
  readonly phases: Readonly<Record<LeaderPhase, PhaseState>>;
  /** Snapshot after the last recorded step of any phase, or of what setup left; null if there is none. */
  readonly checkpoint: string | null;
  readonly mapDone: boolean;
  /** Data of the items, in order; undefined until the list is complete. */
  readonly items?: PackedMap<unknown>;
  /** Pages of that list while others are missing. Modified in place. */
  readonly listing?: PackedMap<unknown>;
  /** In the order in which they ended. Modified in place: a run may have 100,000 items. */
  readonly outcomes: PackedMap<ItemEnd>;
  /** Items whose dead letters were purged. Modified in place. */
  readonly purged: Set<string>;
  /** Failed attempts that were, or will be, followed by a retry; by item, in order. Modified in place. */
  readonly failed: Map<string, FailedAttempt[]>;
  /** Model usage so far; undefined if no model was called. */
  readonly usage?: Usage;
  /** Ids of `usage` entries that were counted. Modified in place. */
  readonly bills: Set<string>;
  /** Commit to publish. */
  readonly result?: string;
  readonly finished?: { readonly outcome: RunOutcome; readonly reason?: string };
}

export interface PhaseState {
  /** Number of steps that need not run again. */
  readonly stepsDone: number;
  /** Commit after the last of them. */
  readonly head?: string;
  /** Commit before the last of them that was not skipped. */
  readonly lastStart?: string;
  /** Snapshot that the phase started from, for starting its steps over. */
  readonly start: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly done: boolean;
}

/** How an item ended. */
export interface ItemEnd extends Omit<Extract<JournalEntry, { type: 'item' }>, 'type' | 'item'> {
  /** When the entry was recorded, in milliseconds since 1970. */
  readonly at: number;
}

/** An attempt that was not an item's last. */
export interface FailedAttempt {
  readonly attempt: number;
  readonly failure: AttemptFailure;
  readonly retryInMs: number;
  /** When the entry was recorded, in milliseconds since 1970. */
  readonly at: number;
}

/** The state of a run, given its journal. */
export function stateOf(entries: Iterable<StampedEntry>): RunState {
  let state = initialState();
  for (const { entry, at } of entries) state = after(state, entry, at);
  return state;
}

/** The state after a journal entry, `at` in milliseconds since 1970; do not use the given state any more. */
export function after(state: RunState, entry: JournalEntry, at: number): RunState {
  switch (entry.type) {
    case 'step':
      return afterStep(state, entry);
    case 'phase':
      return entry.phase === 'map' ? { ...state, mapDone: true } : withPhase(state, entry.phase, { done: true });
    case 'setup':
      return { ...state, checkpoint: entry.checkpoint };
    case 'items':
      return withItems(state, entry);
    case 'attempt':
      addAttempt(state.failed, entry, at);
      return state;
    case 'item':
      return endItem(state, entry, at);
    case 'usage':
      return state.bills.has(entry.id) ? state : spent({ ...state, bills: state.bills.add(entry.id) }, entry.usage);
    case 'result':
      return { ...state, result: entry.commit };
    case 'pull_request':
      return state;
    case 'reopened':
      return reopened(state, entry, at);
    case 'retried':
      tryAgain(state, entry.items, at);
      return state;
    case 'purged':
      for (const item of deadItems(state, entry.items)) state.purged.add(item);
      return state;
    case 'finished':
      return { ...spent(state, entry.usage), finished: { outcome: entry.outcome, reason: entry.reason } };
  }
}

function withItems(state: RunState, { items, from = 0, more }: Extract<JournalEntry, { type: 'items' }>): RunState {
  const list = (from > 0 && state.listing) || new PackedMap<unknown>();
  for (const { id, data } of items) list.set(id, data);
  return more ? { ...state, listing: list } : { ...state, listing: undefined, items: list };
}

/** Number of items by outcome so far. */
export function totals(state: RunState): Record<ItemOutcome | 'total', number> {
  const count = { total: state.items?.size ?? 0, merged: 0, unchanged: 0, dead: 0, skipped: 0 };
  for (const { outcome } of state.outcomes.values()) count[outcome] += 1;
  return count;
}

/** Number of the last failed attempt by item, for a queue that lost its own count. */
export const attemptsIn = ({ failed }: RunState): Map<string, number> =>
  new Map([...failed].map(([item, attempts]) => [item, attempts.at(-1)!.attempt]));

const UNTOUCHED: PhaseState = { stepsDone: 0, start: null, variables: {}, done: false };

function initialState(): RunState {
  const phases = { commands: UNTOUCHED, setup: UNTOUCHED, reduce: UNTOUCHED, merge: UNTOUCHED };
  const grown = {
    outcomes: new PackedMap<ItemEnd>([], ITEM_END),
    purged: new Set<string>(),
    failed: new Map(),
    bills: new Set<string>(),
  };
  return { phases, checkpoint: null, mapDone: false, ...grown };
}

/** The usual case is packed as an array, without field names. */
const ITEM_END: Packing<ItemEnd> = {
  pack: ({ outcome, attempt, at, durationMs = null, commit = null, ...rest }) => {
    const isPlain = Object.values(rest).every((value) => value === undefined);
    return [outcome, attempt, at, durationMs, ...(isPlain && commit === null ? [] : [commit, rest])];
  },
  unpack: ([outcome, attempt, at, durationMs, commit, rest]: PackedEnd) => ({
    ...rest,
    ...{ outcome, attempt, at },
    ...(durationMs !== null && { durationMs }),
    ...(commit && { commit }),
  }),
};

type PackedEnd = readonly [ItemOutcome, number, number, number | null, string | null, Partial<ItemEnd>];

/** When a phase's first step is run again, it replaces what an earlier run of the phase recorded. */
function afterStep(state: RunState, entry: Extract<JournalEntry, { type: 'step' }>): RunState {
  const { phase, index, head, checkpoint, variables } = entry;
  const before = state.phases[phase];
  const restarted = index === 0;
  const start = restarted && before.stepsDone === 0 ? state.checkpoint : before.start;
  const kept = restarted ? {} : before.variables;
  const lastStart = entry.start ?? (restarted ? undefined : before.lastStart);
  const changes = { stepsDone: index + 1, head, lastStart, start, variables: { ...kept, ...variables } };
  return { ...withPhase(spent(state, entry.usage), phase, changes), checkpoint };
}

function withPhase(state: RunState, phase: LeaderPhase, changes: Partial<PhaseState>): RunState {
  return { ...state, phases: { ...state.phases, [phase]: { ...state.phases[phase], ...changes } } };
}

/** An item ends only once: what a second leader says later does not count. */
function endItem(state: RunState, entry: Extract<JournalEntry, { type: 'item' }>, at: number): RunState {
  const { type: _, item, ...end } = entry;
  if (state.outcomes.has(item)) return state;
  state.outcomes.set(item, { ...end, at });
  return spent(state, end.usage);
}

/**
 * The run is no longer finished. If dead letters are retried, their last attempt is no longer the last, and everything
 * after the items must be done again.
 */
function reopened(state: RunState, { work, items }: Extract<JournalEntry, { type: 'reopened' }>, at: number): RunState {
  const { finished: _, ...open } = state;
  if (work !== 'retry') return open;
  tryAgain(state, items, at);
  const phases = { ...state.phases, reduce: UNTOUCHED, merge: UNTOUCHED };
  return { ...open, phases, mapDone: false, result: undefined };
}

/** Turn the last attempt of dead letters into one that is followed by a retry. */
function tryAgain(state: RunState, items: readonly string[] | undefined, at: number): void {
  for (const item of deadItems(state, items)) {
    const end = state.outcomes.get(item) as ItemEnd;
    state.outcomes.delete(item);
    const failure = end.failure ?? { errorType: 'Unknown', message: end.reason ?? '', durationMs: end.durationMs };
    addAttempt(state.failed, { type: 'attempt', item, attempt: end.attempt, failure, retryInMs: 0 }, at);
  }
}

/** Current dead letters, all of them or only those named, in order of failure. */
function deadItems({ outcomes, purged }: RunState, named?: readonly string[]): string[] {
  const wanted = named && new Set(named);
  const dead: string[] = [];
  for (const [item, { outcome }] of outcomes)
    if (outcome === 'dead' && !purged.has(item) && (!wanted || wanted.has(item))) dead.push(item);
  return dead;
}

/** An attempt fails only once. */
function addAttempt(
  failed: Map<string, FailedAttempt[]>,
  { type: _, item, ...attempt }: Extract<JournalEntry, { type: 'attempt' }>,
  at: number,
): void {
  const earlier = failed.get(item) ?? [];
  if (attempt.attempt > (earlier.at(-1)?.attempt ?? 0)) failed.set(item, [...earlier, { ...attempt, at }]);
}

/** A step that ran again was paid for again. */
const spent = (state: RunState, usage: Usage | undefined): RunState =>
  usage === undefined ? state : { ...state, usage: usageSum(state.usage, usageIn(usage)) };
