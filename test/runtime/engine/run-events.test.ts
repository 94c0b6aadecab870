import type { JournalEntry } from '../../../contract/journal';
import { RunEvents } from '../../../runtime/engine/run-events';
import type { Notice } from '../../../runtime/ports/notice';

const usage = { inputTokens: 10, outputTokens: 2, cacheReadTokens: 3, cacheCreationTokens: 4, costUsd: 0.5 };
const items = [
  { id: 'item_0', data: 1 },
  { id: 'item_1', data: 2 },
];

const entry = (at: number, value: JournalEntry): Notice => ({ type: 'entry', entry: { at, entry: value } });
const merged: JournalEntry = {
  type: 'item',
  item: 'item_0',
  outcome: 'merged',
  attempt: 1,
  commit: 'c1',
  durationMs: 7,
  usage,
};
const failure = { errorType: { CommandFailed: { exit_code: 1 } }, message: 'exit code 1', step: 'false' } as const;
const dead: JournalEntry = {
  type: 'item',
  item: 'item_1',
  outcome: 'dead',
  attempt: 2,
  reason: 'exit code 1',
  failure,
};
const step: JournalEntry = { type: 'step', phase: 'setup', index: 0, head: 'h', checkpoint: null, variables: {} };

const eventsOf = (notices: readonly Notice[]) => {
  const events = new RunEvents('demo-1');
  return notices.flatMap((notice) => events.of(notice));
};

test('the map phase starts once, with the items of all pages', () => {
  const more = { type: 'items', items, more: true } as const;
  const told = eventsOf([entry(10, more), entry(20, { type: 'items', items, from: 2 })]);
  expect(told).toEqual([{ at: 20, event: { event_type: 'map_phase_started', job_id: 'demo-1', total_items: 4 } }]);
});

test('a run in events, as they are documented', () => {
  const told = eventsOf([
    { type: 'begun', at: 0, workflow: 'demo', phases: [], entries: [] },
    entry(10, step),
    entry(20, { type: 'phase', phase: 'setup' }),
    entry(20, { type: 'items', items }),
    { type: 'attempt', at: 30, item: 'item_0', attempt: 1 },
    { type: 'attempt-over', at: 40, item: 'item_0', attempt: 1 },
    entry(50, merged),
    entry(60, dead),
    entry(70, { type: 'phase', phase: 'map' }),
    entry(80, { type: 'phase', phase: 'reduce' }),
    entry(90, { type: 'finished', outcome: 'complete' }),
  ]);
  const job_id = 'demo-1';
  const agent = { job_id, agent_id: 'item_0-1', item_id: 'item_0' };
  expect(told).toEqual([
    { at: 0, event: { event_type: 'job_started', job_id, config: { workflow: 'demo' }, total_items: null } },
    { at: 10, event: { event_type: 'checkpoint_created', job_id, phase: 'setup', step: 0, version: 1 } },
    { at: 20, event: { event_type: 'map_phase_started', job_id, total_items: 2 } },
    { at: 30, event: { event_type: 'agent_started', ...agent, worktree: 'items/item_0-1', attempt: 1 } },
    {
      at: 50,
      event: {
        event_type: 'claude_token_usage',
        agent_id: 'item_0-1',
        input_tokens: 10,
        output_tokens: 2,
        cache_tokens: 3,
        cache_creation_tokens: 4,
        cost_usd: 0.5,
      },
    },
    {
      at: 50,
      event: { event_type: 'agent_completed', ...agent, duration: 7, commits: ['c1'], cleanup_status: 'completed' },
    },
    { at: 50, event: { event_type: 'worktree_merged', ...agent, commit: 'c1' } },
    {
      at: 60,
      event: {
        event_type: 'agent_failed',
        job_id,
        agent_id: 'item_1-2',
        item_id: 'item_1',
        error: 'exit code 1',
        retry_eligible: false,
        failure_reason: { CommandFailed: { exit_code: 1 } },
        step: 'false',
      },
    },
    { at: 60, event: { event_type: 'dlq_item_added', job_id, item_id: 'item_1', failure_count: 2 } },
    { at: 70, event: { event_type: 'map_phase_completed', job_id, success_count: 1, failure_count: 1 } },
    { at: 70, event: { event_type: 'reduce_phase_started', job_id } },
    { at: 80, event: { event_type: 'reduce_phase_completed', job_id } },
    { at: 90, event: { event_type: 'job_completed', job_id, duration: 90, success_count: 1, failure_count: 1 } },
  ]);
});

test('a run that goes on counts what was, from its first beginning', () => {
  const entries = [
    { at: 5, entry: { type: 'items', items } },
    { at: 6, entry: merged },
  ] as const;
  const told = eventsOf([
    { type: 'begun', at: 100, workflow: 'demo', phases: [], entries },
    { type: 'paused', at: 200 },
    entry(305, { type: 'finished', outcome: 'failed', reason: 'why' }),
  ]);
  const job_id = 'demo-1';
  const counts = { success_count: 1, failure_count: 0 };
  expect(told).toEqual([
    { at: 100, event: { event_type: 'job_resumed', job_id, pending_items: 1 } },
    { at: 200, event: { event_type: 'job_paused', job_id } },
    { at: 305, event: { event_type: 'job_failed', job_id, duration: 300, ...counts, outcome: 'failed', error: 'why' } },
  ]);
});

const letter = (item: string): JournalEntry => ({ ...dead, item }) as JournalEntry;
const three = [...items, { id: 'item_2', data: 3 }];
const reopened = (work: 'retry' | 'publish', items?: readonly string[]) =>
  ({ type: 'reopened', id: 'r', work, items }) as JournalEntry;

test.each<[string, readonly JournalEntry[], readonly [number, number]]>([
  ['all, in a run that had ended,', [reopened('retry')], [1, 0]],
  ['one of them, in a run that had ended,', [reopened('retry', ['item_1', 'item_0'])], [1, 1]],
  ['one of them, in a run that goes on,', [{ type: 'retried', items: ['item_1'] }], [1, 1]],
  ['those that were not removed', [{ type: 'purged', items: ['item_1'] }, reopened('retry')], [1, 1]],
  ['none of those that were removed', [{ type: 'purged' }, reopened('retry')], [1, 2]],
  ['none where the result is only published', [reopened('publish')], [1, 2]],
])('dead letters that are tried again have not failed: %s', (_, entries, [succeeded, failed]) => {
  const before = [{ type: 'items', items: three } as const, merged, letter('item_1'), letter('item_2')];
  const counts = { success_count: succeeded, failure_count: failed };
  const job_id = 'demo-1';
  const told = eventsOf([...before, ...entries, { type: 'phase', phase: 'map' } as const].map((at) => entry(1, at)));
  expect(told.at(-2)?.event).toEqual({ event_type: 'map_phase_completed', job_id, ...counts });
  const resumed = { type: 'begun', at: 2, workflow: 'demo', phases: [] } as const;
  const [event] = eventsOf([{ ...resumed, entries: [...before, ...entries].map((at) => ({ at: 1, entry: at })) }]);
  expect(event?.event).toEqual({ event_type: 'job_resumed', job_id, pending_items: 3 - succeeded - failed });
});

test('an attempt that is made again tells when, and a skipped item is no dead letter', () => {
  const told = eventsOf([
    entry(1, { type: 'attempt', item: 'item_1', attempt: 1, failure, retryInMs: 500 }),
    entry(2, { ...dead, outcome: 'skipped' } as JournalEntry),
  ]);
  expect(told.map(({ event }) => [event.event_type, event.retry_eligible, event.backoff_ms])).toEqual([
    ['agent_failed', true, undefined],
    ['agent_retrying', undefined, 500],
    ['agent_failed', false, undefined],
  ]);
});

test('a circuit breaker tells when it opens and closes, one that is open from before included', () => {
  const breaker = { failureThreshold: 1, successThreshold: 1, timeoutMs: 500, halfOpenRequests: 1 };
  const failed = (attempt: number): JournalEntry => ({ ...dead, type: 'attempt', attempt, failure, retryInMs: 0 });
  const begun = { type: 'begun', workflow: 'demo', phases: [], breaker } as const;
  const told = eventsOf([
    { ...begun, at: 100, entries: [{ at: 90, entry: failed(1) }] },
    entry(300, { ...merged, item: 'item_2' } as JournalEntry),
    entry(590, merged),
    entry(600, failed(2)),
    { ...begun, at: 700, breaker: undefined, entries: [] },
  ]);
  const ofBreaker = told.filter(({ event }) => event.event_type.startsWith('circuit_breaker'));
  const job_id = 'demo-1';
  expect(ofBreaker).toEqual([
    { at: 590, event: { event_type: 'circuit_breaker_closed', job_id } },
    { at: 600, event: { event_type: 'circuit_breaker_opened', job_id, timeout: 500 } },
  ]);
});
