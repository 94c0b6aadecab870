import { systemClock } from '../../../runtime/adapters/clock/system-clock';
import { Drain } from '../../../runtime/engine/drain';
import { work } from '../../../runtime/engine/work';
import { FakeWorld, Life } from './fake-world';

const TWO_STEPS = `
name: demo
mode: mapreduce
map:
  input: items.json
  agent_template:
    - shell: |
        drain
        commit one
    - shell: commit two
`;

test.each<[string, (told: AbortController, drain: Drain) => void, number]>([
  ['that is told to stop begins no other step of its item', (told) => told.abort(), 0],
  ['that is one too many ends its item', (_, drain) => drain.leave(), 1],
  ['of a run that drains ends its item', () => undefined, 1],
])('an agent %s', async (_, during, ended) => {
  const world = new FakeWorld(TWO_STEPS);
  const told = new AbortController();
  const drain = new Drain(told.signal, 60_000, systemClock);
  // The first step of the item fires it.
  world.draining.signal.addEventListener('abort', () => during(told, drain));
  const engine = world.engine(new Life());
  await engine.queue.add([{ id: 'item_0', data: 1 }], 1);
  await work(engine as never, drain.enough, drain);
  drain.end();
  const { results } = await engine.queue.finished(0);
  const done = { item: 'item_0', ok: true, result: expect.objectContaining({ commit: 'c:one/two' }) };
  expect(results).toEqual(ended === 1 ? [done] : []);
});
