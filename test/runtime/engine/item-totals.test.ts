import fc from 'fast-check';
import { ExitCode } from '../../../contract/exit-codes';
import { exitCodeOf } from '../../../runtime/server/report';
import { FakeWorld, Life } from './fake-world';

const workflow = (items: readonly string[], policy: string): string => `
mode: mapreduce
setup:
  - shell: untracked items.json=${JSON.stringify(items)}
map:
  input: items.json
  agent_template:
    - shell: \${item}
reduce:
  - shell: print \${map.successful} \${map.failed} \${map.skipped} \${map.total}
    capture_output: counts
error_policy: {${policy}}
`;

const script = fc.constantFrom('fail', 'commit a', 'print x', 'from 2', 'from 3', 'commit conflict');
const policy = fc.record({
  action: fc.constantFrom('dlq', 'retry', 'skip', 'stop'),
  attempts: fc.integer({ min: 1, max: 3 }),
  limit: fc.option(fc.constantFrom('max_failures: 2', 'failure_threshold: 0.5', 'continue_on_failure: false')),
});

const textOf = ({ action, attempts, limit }: { action: string; attempts: number; limit: string | null }): string =>
  [
    `on_item_failure: ${action}`,
    `retry_config: {max_attempts: ${attempts}, backoff: fixed, initial_delay: 1ms}`,
    ...(limit === null ? [] : [limit]),
  ].join(', ');

function worldOf(items: readonly string[], keys: string): FakeWorld {
  const world = new FakeWorld(workflow(items, keys));
  for (const [index, item] of items.entries()) if (item === 'commit conflict') world.conflicts.add(`item_${index}`);
  return world;
}

/** How many items ended so. */
function counts(world: FakeWorld): Record<string, number> {
  const found: Record<string, number> = { merged: 0, unchanged: 0, dead: 0, skipped: 0 };
  for (const { outcome } of world.entries('item')) found[outcome] = (found[outcome] ?? 0) + 1;
  return found;
}

const total = (found: Record<string, number>): number => Object.values(found).reduce((sum, count) => sum + count, 0);

test('whatever fails, each item ends once, and reduce is told the numbers', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(script, { minLength: 1, maxLength: 14 }), policy, async (items, given) => {
      const world = worldOf(items, textOf(given));
      await world.process();
      const found = counts(world);
      const ids = world.entries('item').map(({ item }) => item);
      expect(new Set(ids).size).toBe(ids.length);
      const [end] = world.entries('finished');
      if (end?.outcome === 'failed') {
        expect(end.reason).toMatch(/ ended the run: \d+ of \d+ items failed/);
        expect(exitCodeOf('failed', false)).toBe(ExitCode.STOPPED);
        expect(total(found)).toBeLessThanOrEqual(items.length);
        return;
      }
      expect(total(found)).toBe(items.length);
      const { merged = 0, unchanged = 0, dead, skipped } = found;
      expect(world.entries('step').at(-1)?.variables.counts).toBe(
        `${merged + unchanged} ${dead} ${skipped} ${items.length}`,
      );
    }),
    { numRuns: 40 },
  );
});

const RETRY = 'on_item_failure: retry, retry_config: {max_attempts: 3, backoff: fixed, initial_delay: 3ms}';

test('whenever the leader is killed, no attempt is counted twice, and none is left out', async () => {
  const items = ['from 3', 'fail', 'commit a'];
  for (let moment = 1; ; moment += 1) {
    const world = worldOf(items, RETRY);
    const life = new Life(moment);
    await world.process(life).catch(() => undefined);
    if (!life.dead) return;
    await world.process();
    expect(counts(world)).toEqual({ merged: 1, unchanged: 1, dead: 1, skipped: 0 });
    for (const item of ['item_0', 'item_1'])
      expect(world.entries('attempt').filter((entry) => entry.item === item)).toHaveLength(2);
    expect(world.entries('finished')).toEqual([{ type: 'finished', outcome: 'complete' }]);
  }
});
