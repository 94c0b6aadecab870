import { traceIdsOf } from '../../../../runtime/adapters/traces/trace-ids';

test('every pod of a run works out the same ids, as W3C Trace Context wants them', () => {
  const ids = traceIdsOf('team-a', 'fix-tests-1');
  expect(ids.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(ids.runSpanId).toMatch(/^[0-9a-f]{16}$/);
  expect(traceIdsOf('team-a', 'fix-tests-1')).toEqual(ids);
});

test('another run, or one of that id in another namespace, is another trace', () => {
  const places = [
    ['team-a', 'fix-tests-1'],
    ['team-b', 'fix-tests-1'],
    ['team-a', 'fix-tests-2'],
  ] as const;
  expect(new Set(places.map(([namespace, runId]) => traceIdsOf(namespace, runId).traceId)).size).toBe(3);
});
