import type { StampedEntry } from '../../../contract/journal';
import { CircuitBreaker } from '../../../runtime/engine/policy/circuit-breaker';
import { stateOf } from '../../../runtime/engine/run-state';
import { FakeWorld } from './fake-world';

const CONFIG = { failureThreshold: 3, successThreshold: 2, timeoutMs: 1000, halfOpenRequests: 5 };

function after(...signs: readonly [succeeded: boolean, at: number][]): CircuitBreaker {
  const breaker = new CircuitBreaker(CONFIG);
  for (const [succeeded, at] of signs) breaker.record(succeeded, at);
  return breaker;
}

const opened = [
  [false, 1],
  [false, 2],
  [false, 3],
] as const satisfies readonly [boolean, number][];

test('failures in a row open it for its time, and then so many items are tried at once', () => {
  expect(after([false, 1], [false, 2]).atOnce(2)).toBeNull();
  expect(after([false, 1], [false, 2], [true, 3], [false, 4]).atOnce(4)).toBeNull();
  expect([3, 1002, 1003].map((now) => after(...opened).atOnce(now))).toEqual([0, 0, 5]);
});

test('what ends while it is open does not count', () => {
  expect(after(...opened, [true, 10], [true, 11], [false, 12]).atOnce(1002)).toBe(0);
  expect(after(...opened, [false, 900]).atOnce(1003)).toBe(5);
});

test('enough successes in a row close it, one failure opens it again', () => {
  expect(after(...opened, [true, 1003]).atOnce(1004)).toBe(5);
  expect(after(...opened, [true, 1003], [true, 1004]).atOnce(1004)).toBeNull();
  const again = after(...opened, [true, 1003], [false, 1004]);
  expect([again.atOnce(2003), again.atOnce(2004)]).toEqual([0, 5]);
  expect(after(...opened, [true, 1003], [true, 1004], [false, 1005], [false, 1006]).atOnce(1006)).toBeNull();
});

test('a next leader finds it in the journal as it was, attempts that were tried again included', () => {
  const failure = { errorType: 'Unknown', message: 'no' } as const;
  const entries: StampedEntry[] = [
    { at: 1, entry: { type: 'attempt', item: 'item_0', attempt: 1, failure, retryInMs: 5 } },
    { at: 2, entry: { type: 'item', item: 'item_1', outcome: 'skipped', attempt: 1 } },
    { at: 3, entry: { type: 'item', item: 'item_0', outcome: 'dead', attempt: 2 } },
  ];
  expect([3, 1003].map((now) => CircuitBreaker.after(CONFIG, stateOf(entries)).atOnce(now))).toEqual([0, 5]);
  const merged: StampedEntry = { at: 2, entry: { type: 'item', item: 'item_2', outcome: 'merged', attempt: 1 } };
  expect(
    CircuitBreaker.after(CONFIG, stateOf([...entries.slice(0, 2), merged, ...entries.slice(2)])).atOnce(3),
  ).toBeNull();
});

test('no item is begun between the failure that opens it and its end, however late the queue is looked at', async () => {
  const world = new FakeWorld(`
mode: mapreduce
setup:
  - shell: untracked items.json=${JSON.stringify(['fail', 'fail', 'print x', 'print x', 'print x'])}
map: { input: items.json, agent_template: [{shell: "\${item}"}] }
error_policy: {circuit_breaker: {failure_threshold: 2, timeout: 100ms, half_open_requests: 1, success_threshold: 1}}
`);
  world.pollMs = 60_000;
  await world.process();
  const messages = world.log.messages();
  const at = (start: string): number => messages.findIndex((message) => message.startsWith(start));
  expect(at('circuit breaker open')).toBeGreaterThan(at('item_1: '));
  expect(at('item_2: ')).toBeGreaterThan(at('circuit breaker half open'));
  expect(world.entries('item').map(({ outcome }) => outcome)).toEqual(['dead', 'dead', ...Array(3).fill('unchanged')]);
});

test('a run holds its items back while the breaker is open, and goes on when it closes', async () => {
  const items = ['fail', 'fail', ...Array(4).fill('print x')];
  const breaker = '{failure_threshold: 2, timeout: 300ms, half_open_requests: 1, success_threshold: 2}';
  const world = new FakeWorld(`
mode: mapreduce
setup:
  - shell: untracked items.json=${JSON.stringify(items)}
map:
  input: items.json
  agent_template:
    - shell: |
        wait 40
        \${item}
error_policy: {circuit_breaker: ${breaker}}
`);
  await world.process();
  expect(world.log.messages().filter((message) => message.startsWith('circuit breaker'))).toEqual([
    'circuit breaker open: too many failures in a row, no item is handed out',
    'circuit breaker half open: 1 items at once are tried',
    'circuit breaker closed',
  ]);
  expect(world.entries('item').map(({ outcome }) => outcome)).toEqual(['dead', 'dead', ...Array(4).fill('unchanged')]);
});
