import { checked } from '../../../runtime/server/requests';

test.each<[keyof typeof checked, unknown, string]>([
  ['hello', undefined, "'body' must be a JSON object"],
  ['hello', { index: 100_000 }, "'index' must be an integer from 0 to 99999, got 100000"],
  ['attempt', { item: '../x', attempt: 1 }, '\'item\' must be an item id, got "../x"'],
  ['attempt', { item: 'item_0', attempt: 0 }, "'attempt' must be an integer from 1 to 9007199254740991, got 0"],
  ['merge', { item: 'item_0', attempt: 1, commit: 'HEAD' }, '\'commit\' must be a full commit id, got "HEAD"'],
  ['publication', { commit: '--all' }, '\'commit\' must be a full commit id, got "--all"'],
  [
    'entry',
    { type: 'finished', outcome: 'fine' },
    '\'outcome\' must be one of complete, unpublished, failed, refused, cancelled, got "fine"',
  ],
  [
    'entry',
    { type: 'x' },
    '\'type\' must be one of step, phase, setup, items, attempt, item, retried, purged, result, usage, finished, got "x"',
  ],
])('%s refuses %j', (name, body, message) => {
  expect(() => checked[name](body)).toThrow(expect.objectContaining({ status: 400, message }));
});

test('what is right passes', () => {
  expect(checked.publication({})).toEqual({});
  expect(checked.entry({ type: 'finished', outcome: 'failed', reason: 'x' })).toEqual({
    type: 'finished',
    outcome: 'failed',
    reason: 'x',
  });
  expect(checked.entry({ type: 'phase', phase: 'map' })).toEqual({ type: 'phase', phase: 'map' });
  expect(checked.entry({ type: 'setup', checkpoint: 'c' })).toEqual({ type: 'setup', checkpoint: 'c' });
});
