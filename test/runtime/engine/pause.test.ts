import { FakeWorld } from './fake-world';

const MAPREDUCE = `
name: demo
mode: mapreduce
setup:
  - shell: |
      commit prepared
      untracked items.json=["x", "y", "z"]
map:
  input: items.json
  agent_template:
    - shell: commit work-\${item}
    - shell: commit more-\${item}
reduce:
  - shell: commit \${map.successful}-of-\${map.total}
`;

test('a run that is to pause ends the step in hand, records it, and begins no other', async () => {
  const world = new FakeWorld('- shell: |\n    drain\n    commit one\n- shell: commit two\n');
  expect(await world.process()).toBe('drained');
  expect(world.entries('step').map(({ index }) => index)).toEqual([0]);
  expect(world.entries('finished')).toEqual([]);
  world.draining = new AbortController();
  expect(await world.process()).toBe('finished');
  expect(world.published).toEqual(['one', 'two']);
});

test('a step that was the last leaves nothing to pause: the run is complete', async () => {
  const world = new FakeWorld('- shell: |\n    drain\n    commit one\n');
  expect(await world.process()).toBe('finished');
  expect(world.entries('finished')).toEqual([{ type: 'finished', outcome: 'complete' }]);
});

test('the item in hand ends with all its steps and is merged, the others wait for the next leader', async () => {
  const world = new FakeWorld(
    MAPREDUCE.replace('commit work-${item}', '|\n        drain\n        commit work-${item}'),
  );
  expect(await world.process()).toBe('drained');
  expect(world.entries('item').map(({ item, outcome }) => [item, outcome])).toEqual([['item_0', 'merged']]);
  expect(world.session).toEqual(['prepared', 'work-x', 'more-x', 'merge-item_0']);
  expect(world.entries('phase').map(({ phase }) => phase)).toEqual(['setup']);
  world.draining = new AbortController();
  for (let turn = 0; turn < 2; turn += 1) {
    expect(await world.process()).toBe('drained');
    world.draining = new AbortController();
  }
  expect(await world.process()).toBe('finished');
  expect(world.entries('item').map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
  expect(world.published?.at(-1)).toBe('3-of-3');
});

test('an item that is to be tried again waits for that until the run goes on', async () => {
  const flow = MAPREDUCE.replace(
    'commit work-${item}',
    '|\n        drain\n        from 2\n        commit work-${item}',
  );
  const world = new FakeWorld(`${flow}error_policy:\n  on_item_failure: retry\n  retry_config: { max_attempts: 2 }\n`);
  expect(await world.process()).toBe('drained');
  expect(world.entries('attempt').map(({ item, attempt }) => [item, attempt])).toEqual([['item_0', 1]]);
  expect(world.entries('item')).toEqual([]);
});

test('a run that is to pause before its first step begins none', async () => {
  const world = new FakeWorld(MAPREDUCE);
  world.draining.abort();
  expect(await world.process()).toBe('drained');
  expect(world.journal).toEqual([]);
});
