import { FakeWorld, Killed, Life } from './fake-world';

const MAPREDUCE = `
name: demo
mode: mapreduce
setup:
  - shell: |
      print token
      commit prepared
    capture_output: word
  - shell: |
      commit more-\${word}
      untracked items.json=["x", "y"]
map:
  input: items.json
  agent_template:
    - shell: commit work-\${item}
reduce:
  - shell: |
      need items.json
      commit \${map.successful}-of-\${map.total}
    capture_output: true
  - shell: commit last
merge:
  - shell: commit merged
  - shell: commit twice
`;

const STANDARD = `
- shell: |
    print alpha
    untracked notes
  capture_output: first
- shell: |
    need notes
    commit one-\${first}
- shell: commit two-\${first}
`;

const MAPREDUCE_WITH_LARGE_SETUP = `
mode: mapreduce
setup:
  - shell: |
      commit prepared
      untracked target/
      untracked items.json=["x"]
map:
  input: items.json
  agent_template:
    - shell: |
        need items.json=["x"]
        commit work-\${item}
reduce:
  - shell: |
      need items.json=["x"]
      commit reduced
`;

/** Kill the first process at one moment after the other; a second one goes on each time. */
async function killedAtEachMoment(
  workflow: string,
  tooLarge: boolean,
  check: (world: FakeWorld) => void,
): Promise<number> {
  for (let moment = 1; ; moment += 1) {
    const world = new FakeWorld(workflow);
    world.tooLarge = tooLarge;
    world.large.add('target/');
    const life = new Life(moment);
    const first = await world.process(life).catch((error: Error) => error);
    if (!life.dead) return moment - 1;
    expect(first).toBeInstanceOf(Killed);
    expect(await world.process()).toBe('finished');
    check(world);
  }
}

const once = (names: readonly string[] | undefined): string[] => [...(names ?? [])].sort();

test('whenever the leader of a standard run is killed, the next ends with the same commits', async () => {
  const moments = await killedAtEachMoment(STANDARD, false, (world) => {
    expect(world.published).toEqual(['one-alpha', 'two-alpha']);
    expect(world.entries('finished')).toEqual([{ type: 'finished', outcome: 'complete' }]);
  });
  expect(moments).toBeGreaterThan(20);
});

test('whenever the leader of a MapReduce run is killed, every step and item counts exactly once', async () => {
  const ends = ['prepared', 'more-token'];
  const all = [...ends, 'work-x', 'merge-item_0', 'work-y', 'merge-item_1', '2-of-2', 'last', 'merged', 'twice'];
  const moments = await killedAtEachMoment(MAPREDUCE, false, (world) => {
    expect(world.published?.slice(0, 2)).toEqual(ends);
    expect(world.published?.slice(-4)).toEqual(['2-of-2', 'last', 'merged', 'twice']);
    expect(once(world.published)).toEqual(once(all));
    expect(world.entries('items')).toHaveLength(1);
    expect(world.entries('finished')).toEqual([{ type: 'finished', outcome: 'complete' }]);
  });
  expect(moments).toBeGreaterThan(60);
});

test('whenever the leader is killed, the next reads items from what setup captured', async () => {
  const workflow = `
name: demo
mode: mapreduce
setup:
  commands:
    - shell: print token
  capture_outputs: {word: 0}
map:
  input: print \${word}
  agent_template:
    - shell: commit work-\${item}
`;
  const moments = await killedAtEachMoment(workflow, false, (world) =>
    expect(world.entries('items')).toEqual([{ type: 'items', items: [{ id: 'item_0', data: { item: 'token' } }] }]),
  );
  expect(moments).toBeGreaterThan(20);
});

test('a long list of items is written in pages, and begun anew where its leader was killed before the last', async () => {
  const numbers = JSON.stringify(Array.from({ length: 2001 }, (_, n) => n));
  const workflow = MAPREDUCE.replace('["x", "y"]', numbers);
  let moment = 1;
  let world = new FakeWorld(workflow);
  for (; world.entries('items').length < 2; moment += 1) {
    world = new FakeWorld(workflow);
    await expect(world.process(new Life(moment))).rejects.toThrow(Killed);
  }
  expect(await world.process()).toBe('finished');
  const pages = world.entries('items').map(({ items, from, more }) => [items.length, from, more]);
  const [first, second] = [
    [1000, undefined, true],
    [1000, 1000, true],
  ];
  expect(pages).toEqual([first, second, first, second, [1, 2000, undefined]]);
  expect(world.published).toContain('2001-of-2001');
});

test('where a checkout could not be carried along, a phase starts over at its first step', async () => {
  const workflow = '- shell: commit one\n- shell: commit two\n- shell: commit three\n';
  const moments = await killedAtEachMoment(workflow, true, (world) => {
    expect(world.published).toEqual(['one', 'two', 'three']);
  });
  expect(moments).toBeGreaterThan(15);
});

test('whenever the leader is killed, the next has what items have of a setup too large to carry', async () => {
  const workflow = MAPREDUCE_WITH_LARGE_SETUP;
  const moments = await killedAtEachMoment(workflow, true, (world) => {
    expect(world.entries('finished')).toEqual([{ type: 'finished', outcome: 'complete' }]);
    expect(world.published).toEqual(['prepared', 'work-x', 'merge-item_0', 'reduced']);
  });
  expect(moments).toBeGreaterThan(30);
});

test('whenever the leader is killed, what later steps read of git is the same', async () => {
  const workflow = `
mode: mapreduce
setup:
  - shell: |
      commit one
      untracked items.json=["x"]
  - shell: commit \${step.commits}-\${workflow.commit_count}
  - shell: print skipped
    when: 1 == 2
  - shell: |
      untracked more
      commit third-\${step.commits:csv}
map:
  input: items.json
  agent_template:
    - shell: commit first-\${step.commit_count}-\${workflow.commit_count}
    - shell: commit second-\${step.commits}-\${workflow.commits:csv}
reduce:
  - shell: commit reduce-\${step.commit_count}-\${workflow.commit_count}
merge:
  - shell: commit merge-\${merge.commit_count}-\${step.commit_count}
  - shell: commit last-\${merge.commit_count}-\${step.commit_count}
`;
  const published = [
    ...['one', 'one-1', 'third-one-1'],
    ...['first-0-0', 'second-first-0-0-first-0-0', 'merge-item_0'],
    ...['reduce-0-6', 'merge-7-0', 'last-7-1'],
  ];
  const moments = await killedAtEachMoment(workflow, false, (world) => expect(world.published).toEqual(published));
  expect(moments).toBeGreaterThan(40);
});
