import { FakeWorld } from './fake-world';

/** Items are scripts of their own. */
const workflow = (items: readonly string[], keys = ''): string => `
name: demo
mode: mapreduce
setup:
  - shell: |
      untracked items.json=${JSON.stringify(items)}
map:
  input: items.json
  max_parallel: 1
  agent_template:
    - shell: \${item}
reduce:
  - shell: commit \${map.successful}-\${map.failed}-\${map.skipped}-of-\${map.total}
${keys}
`;

const outcomes = (world: FakeWorld) => world.entries('item').map(({ item, outcome }) => `${item} ${outcome}`);
const finished = (world: FakeWorld) => world.entries('finished')[0];

async function run(items: readonly string[], keys?: string): Promise<FakeWorld> {
  const world = new FakeWorld(workflow(items, keys));
  await world.process();
  return world;
}

test('by default a failed item is a dead letter, told at the end, and the run goes on', async () => {
  const world = await run(['fail', 'commit a', 'fail']);
  expect(outcomes(world)).toEqual(['item_0 dead', 'item_1 merged', 'item_2 dead']);
  expect(world.published).toEqual(['a', 'merge-item_1', '1-2-0-of-3']);
  expect(world.entries('item')[0]).toEqual({
    type: 'item',
    item: 'item_0',
    outcome: 'dead',
    attempt: 1,
    reason: "map step '${item}' (line 11) failed with exit code 1: fail",
    durationMs: expect.any(Number),
    failure: {
      errorType: { CommandFailed: { exit_code: 1 } },
      message: "map step '${item}' (line 11) failed with exit code 1: fail",
      step: '${item}',
      durationMs: expect.any(Number),
    },
  });
  const why = "map step '${item}' (line 11) failed with exit code 1: fail";
  expect(world.log.messages('warn')).toEqual([`2 items failed:\nitem_0: ${why}\nitem_2: ${why}`]);
});

test("'immediate' tells each failure at once", async () => {
  const world = await run(['fail', 'commit a', 'fail'], 'error_collection: immediate');
  expect(world.log.messages('warn').map((message) => message.slice(0, 14))).toEqual([
    'item_0 failed:',
    'item_2 failed:',
  ]);
});

test("'batched:2' tells two failures together, and at the end what is left", async () => {
  const world = await run(['fail', 'fail', 'fail'], 'error_collection: batched:2');
  expect(world.log.messages('warn').map((message) => message.split('\n')[0])).toEqual([
    '2 items failed:',
    '1 item failed:',
  ]);
});

test('a skipped item is neither successful nor failed', async () => {
  const world = await run(['fail', 'commit a'], 'on_item_failure: skip');
  expect(outcomes(world)).toEqual(['item_0 skipped', 'item_1 merged']);
  expect(world.published?.at(-1)).toBe('1-0-1-of-2');
});

test('an item whose merge conflicts is skipped too where failures are', async () => {
  const world = new FakeWorld(workflow(['commit a'], 'on_item_failure: skip'));
  world.conflicts.add('item_0');
  await world.process();
  expect(world.entries('item')[0]).toMatchObject({ outcome: 'skipped', failure: { errorType: 'MergeConflict' } });
});

test.each([
  ['on_item_failure: stop', "'on_item_failure: stop' ended the run: 1 of 2 items failed"],
  ['continue_on_failure: false', "'continue_on_failure: false' ended the run: 1 of 2 items failed"],
  ['max_failures: 2', "'max_failures: 2' ended the run: 2 of 3 items failed"],
])('%s ends the run as failed, with the reason; what was not begun stays open', async (keys, reason) => {
  const world = await run(['commit a', 'fail', 'fail', 'commit b', 'commit c'], keys);
  const last = world.entries('item').at(-1)!.item;
  const why = "map step '${item}' (line 11) failed with exit code 1: fail";
  expect(finished(world)).toEqual({
    type: 'finished',
    outcome: 'failed',
    reason: `${reason}, the last ${last}: ${why}`,
  });
  expect(world.published).toBeUndefined();
});

test('a threshold is looked at from the tenth item on', async () => {
  const items = [...Array(4).fill('fail'), ...Array(16).fill('print x')];
  const world = await run(items, 'failure_threshold: 0.4');
  expect(outcomes(world)).toHaveLength(10);
  expect(finished(world)?.reason).toBe("'failure_threshold: 0.4' ended the run: 4 of 10 items failed");
  expect(finished(await run(items, 'failure_threshold: 0.41'))?.outcome).toBe('complete');
});

test('of fewer items a threshold is looked at when all have ended', async () => {
  const world = await run(['fail', 'print x', 'print x'], 'failure_threshold: 0.3');
  expect(outcomes(world)).toHaveLength(3);
  expect(finished(world)?.outcome).toBe('failed');
  expect(finished(await run(['print x'], 'failure_threshold: 0'))?.outcome).toBe('complete');
});

const RETRY =
  'error_policy: {on_item_failure: retry, retry_config: {max_attempts: 3, backoff: fixed, initial_delay: 5ms}}';

test('a failed item is tried again, and counts once', async () => {
  const world = await run(['from 3', 'commit a'], RETRY);
  expect(outcomes(world)).toEqual(['item_1 merged', 'item_0 unchanged']);
  expect(world.entries('item')[1]?.attempt).toBe(3);
  expect(world.entries('attempt').map(({ item, attempt, retryInMs }) => [item, attempt, retryInMs])).toEqual([
    ['item_0', 1, 5],
    ['item_0', 2, 5],
  ]);
  expect(world.published?.at(-1)).toBe('2-0-0-of-2');
});

test('an item is a dead letter once its attempts are used up', async () => {
  const world = await run(['from 9'], RETRY);
  expect(outcomes(world)).toEqual(['item_0 dead']);
  expect(world.entries('item')[0]?.attempt).toBe(3);
});
