import { explainEnd, explainLive, explanationText } from '../../cli/explanation';
import type { Report } from '../../contract/report';

const report = (rest: Partial<Report> = {}): Report => ({
  runId: 'a',
  workflow: 'tidy',
  outcome: 'complete',
  exitCode: 0,
  startedAt: '2026-01-02T10:00:00.000Z',
  finishedAt: '2026-01-02T10:01:05.000Z',
  base: 'ba5e',
  failures: [],
  ...rest,
});

test('a run with failed items: what happened, why, and the commands that go on', () => {
  const text = explanationText(
    explainEnd(
      report({
        durations: { totalMs: 65_000, phases: { setup: 1500, map: 60_000 } },
        items: { total: 4, merged: 2, unchanged: 1, dead: 1, skipped: 0 },
        attempts: 6,
        result: { branch: 'prodigy/a', commit: 'c0ffee', commits: 2 },
        failures: [{ item: 'item_3', attempt: 3, step: 'make test', reason: 'it ended with status 2' }],
      }),
      { cluster: 'team' },
    ),
  );
  expect(text).toBe(`run a is complete: 3 of 4 items done
what happened:
  began 2026-01-02 10:00:00Z
  setup took 1.5 s
  map took 1 min
  2 attempts failed and were retried
  2 commits on prodigy/a
  ended 2026-01-02 10:01:05Z
why:
  item_3 failed at attempt 3 in step 'make test': it ended with status 2
next:
  prodigy-k8s dlq inspect item_3 --run a --cluster team   everything known about that failure
  prodigy-k8s retry a --cluster team                      retry the failed items
  prodigy-k8s results a --cluster team                    get its result
`);
});

test.each([
  ['complete', [], []],
  ['unpublished', ['protected'], ['prodigy-k8s publish a --cluster team']],
  ['failed', ['protected'], ['prodigy-k8s resume a --cluster team']],
  ['cancelled', ['protected'], ['prodigy-k8s resume a --cluster team']],
  ['refused', ['protected'], ['prodigy-k8s resume a --cluster team']],
] as const)('a run that is %s', (outcome, because, commands) => {
  const explained = explainEnd(report({ outcome, reason: 'protected' }), { cluster: 'team' });
  expect(explained.because).toEqual(because);
  expect(explained.next.map(({ command }) => command)).toEqual(commands);
});

test('a run that never had its repository is submitted again', () => {
  const { next } = explainEnd(report({ outcome: 'refused', reason: 'no such branch', base: undefined }), {
    cluster: 'team',
  });
  expect(next.map(({ command }) => command)).toEqual(['prodigy-k8s run FILE --again --run-id a --cluster team']);
});

test('here failed items are tried again in a run of their own', () => {
  const items = { total: 1, merged: 0, unchanged: 0, dead: 1, skipped: 0 };
  const { next } = explainEnd(report({ items }), {});
  expect(next.map(({ command }) => command)).toEqual(['prodigy-k8s dlq retry --run a']);
});

test('of many failures the first are told', () => {
  const failures = Array.from({ length: 7 }, (_, index) => ({ item: `item_${index}`, attempt: 1, reason: 'no' }));
  const { because } = explainEnd(report({ failures, truncated: 10 }), { cluster: 'team' });
  expect(because).toHaveLength(6);
  expect(because.at(-1)).toBe('… and 12 more items');
});

test.each([
  ['suspended', 'prodigy-k8s resume a --cluster team'],
  ['pending', 'prodigy-k8s clusters check team'],
  ['running', 'prodigy-k8s logs a --cluster team -f'],
  ['failed', 'prodigy-k8s logs a --cluster team'],
] as const)('a run under way that is %s', (phase, command) => {
  const waiting = [{ object: 'prodigy-a-0', reason: 'no node has 4 CPU' }];
  const explained = explainLive('a', { phase, active: 2, ready: 1, agents: 2 }, waiting, { cluster: 'team' });
  expect(explained).toEqual({
    runId: 'a',
    state: `${phase}: 1 of 2 agents ready`,
    happened: [],
    because: ['prodigy-a-0 waits: no node has 4 CPU'],
    next: [{ command, purpose: expect.any(String) }],
  });
});

test('the next commands go to the same place, as words of a shell', () => {
  const flags = {
    cluster: 'team',
    environment: 'staging',
    namespace: 'other',
    kubeconfig: './k8s',
    context: "my 'ctx",
  };
  const where = "--cluster team --environment staging --namespace other --kubeconfig ./k8s --context 'my '\\''ctx'";
  const failures = [{ item: 'item 1', attempt: 1, reason: 'no' }];
  const { next } = explainEnd(report({ outcome: 'failed', failures }), flags);
  expect(next.map(({ command }) => command)).toEqual([
    `prodigy-k8s dlq inspect 'item 1' --run a ${where}`,
    `prodigy-k8s resume a ${where}`,
  ]);
  const pending = explainLive('a', { phase: 'pending', active: 2, ready: 0, agents: 2 }, [], flags);
  expect(pending.next.map(({ command }) => command)).toEqual([
    "prodigy-k8s clusters check team --kubeconfig ./k8s --context 'my '\\''ctx'",
  ]);
});
