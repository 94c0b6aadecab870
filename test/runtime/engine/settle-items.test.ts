import { MapWatch } from '../../../runtime/engine/policy/map-watch';
import { stateOf } from '../../../runtime/engine/run-state';
import { settleItems } from '../../../runtime/engine/settle-items';
import { Turn } from '../../../runtime/engine/turn';
import type { FinishedItem } from '../../../runtime/ports/work-queue';
import type { AttemptResult } from '../../../runtime/ports/workspace';
import { FakeWorld, Life } from './fake-world';

const workflow = (policy = ''): string => `
name: demo
mode: mapreduce
map:
  input: items.json
  agent_template:
    - shell: "true"
${policy}
`;

const made = (item: string, attempt = 1): FinishedItem => ({
  ...{ item, ok: true, result: { attempt, commit: `c:${item}`, durationMs: 1 } },
});
const failed = (item: string): FinishedItem => ({
  ...{ item, ok: false, attempt: 1, failure: { errorType: 'Unknown', message: 'it failed' } },
});

/** Settle these, in a world whose merges are noted as they are asked for, as `item+item` where they are asked for together. */
async function settled(
  results: readonly FinishedItem[],
  options: { policy?: string; merge?: (item: string) => Promise<void>; world?: FakeWorld } = {},
) {
  const world = options.world ?? new FakeWorld(workflow(options.policy));
  const engine = world.engine(new Life());
  const leadership = { fencing: 0, lost: new AbortController().signal, resign: async () => undefined };
  const merges: string[][] = [];
  let together: string[] | undefined;
  const merge = async (request: AttemptResult) => {
    if (together === undefined) {
      together = [];
      merges.push(together);
    }
    together.push(request.item);
    await new Promise(setImmediate);
    together = undefined;
    await options.merge?.(request.item);
    return engine.workspace.merge(request, leadership);
  };
  const workspace = { ...engine.workspace, merge };
  const turn = new Turn({ ...engine, workspace } as never, leadership, stateOf([]), leadership.lost, world.log);
  await settleItems(turn as never, results, new MapWatch(turn as never));
  const ends = world.entries('item').map(({ item, outcome, attempt }) => `${item} ${outcome} ${attempt}`);
  return { ends, merges: merges.map((items) => items.join('+')) };
}

test('what ended one after the other is merged together; a failure, and an item that ended again, wait for it', async () => {
  const { ends, merges } = await settled([made('a'), made('b'), failed('c'), made('d'), made('d', 2), made('e')]);
  expect(merges).toEqual(['a+b', 'd', 'e']);
  expect(ends).toEqual(['a merged 1', 'b merged 1', 'c dead 1', 'd merged 1', 'e merged 1']);
});

test('no more than 32 are merged together', async () => {
  const items = Array.from({ length: 70 }, (_, index) => `i${index}`);
  const { ends, merges } = await settled(items.map((item) => made(item)));
  expect(merges.map((group) => group.split('+').length)).toEqual([32, 32, 6]);
  expect(ends).toEqual(items.map((item) => `${item} merged 1`));
});

test('what fits is recorded before what does not', async () => {
  const world = new FakeWorld(workflow());
  world.conflicts.add('a');
  const { ends } = await settled([made('a'), made('b')], { world });
  expect(ends).toEqual(['b merged 1', 'a dead 1']);
});

test('where the run is to stop nothing later is merged', async () => {
  const policy = 'error_policy:\n  on_item_failure: stop';
  const { ends, merges } = await settled([made('a'), failed('b'), made('c')], { policy });
  expect([ends, merges]).toEqual([['a merged 1', 'b dead 1'], ['a']]);
});

test('where a merge cannot be made the others come to their end first, and nothing is recorded', async () => {
  const done: string[] = [];
  const world = new FakeWorld(workflow());
  const merge = async (item: string): Promise<void> => {
    if (item === 'a') throw new Error('the disk is gone');
    await new Promise((resolve) => setTimeout(resolve, 20));
    done.push(item);
  };
  await expect(settled([made('a'), made('b')], { world, merge })).rejects.toThrow('the disk is gone');
  expect([done, world.entries('item')]).toEqual([['b'], []]);
});
