import { FakeWorld, itemIds } from './fake-world';

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
reduce:
  - shell: commit \${map.successful}-of-\${map.total}
`;

test('a standard workflow runs its steps in order, and each may read what an earlier one captured', async () => {
  const world = new FakeWorld(`
- shell: print alpha
  capture_output: first
- shell: commit one-\${first}
- shell: commit two-\${first}-\${shell.output}
`);
  expect(await world.process()).toBe('finished');
  expect(world.published).toEqual(['one-alpha', 'two-alpha-alpha']);
  expect(world.entries('step').map(({ phase, index, head }) => [phase, index, head])).toEqual([
    ['commands', 0, 'c:'],
    ['commands', 1, 'c:one-alpha'],
    ['commands', 2, 'c:one-alpha/two-alpha-alpha'],
  ]);
  expect(world.entries('finished')).toEqual([{ type: 'finished', outcome: 'complete' }]);
});

test('a MapReduce workflow sets up, maps each item, merges and reduces', async () => {
  const world = new FakeWorld(MAPREDUCE);
  await world.process();
  expect(itemIds(world.entries('items')[0]!.items)).toEqual(['item_0', 'item_1', 'item_2']);
  expect(world.published).toEqual([
    'prepared',
    ...['work-x', 'merge-item_0', 'work-y', 'merge-item_1', 'work-z', 'merge-item_2'],
    '3-of-3',
  ]);
  expect(world.entries('phase').map(({ phase }) => phase)).toEqual(['setup', 'map', 'reduce']);
  expect(world.entries('item')[0]).toEqual({
    type: 'item',
    item: 'item_0',
    outcome: 'merged',
    attempt: 1,
    commit: 'c:prepared/work-x',
    durationMs: expect.any(Number),
  });
});

test('a failed step ends the run with phase, step, place, exit code and output', async () => {
  const world = new FakeWorld(MAPREDUCE.replace('      commit prepared', '      print hello\n      fail'));
  expect(await world.process()).toBe('finished');
  expect(world.entries('finished')).toEqual([
    {
      type: 'finished',
      outcome: 'failed',
      reason: "setup step 'print hello' (line 5) failed with exit code 1: hello\nfail",
    },
  ]);
  expect(world.published).toBeUndefined();
});

test('items that fail or conflict are dead letters, and the run goes on without them', async () => {
  const picky = MAPREDUCE.replace('commit work-${item}', '|\n        need ${item}\n        commit work-${item}');
  const world = new FakeWorld(
    picky.replace('untracked items', 'untracked y\n      untracked z\n      untracked items'),
  );
  world.conflicts.add('item_2');
  await world.process();
  expect(world.entries('item').map(({ item, outcome, reason }) => [item, outcome, reason])).toEqual([
    ['item_0', 'dead', "map step 'need ${item}' (line 13) failed with exit code 1: need x"],
    ['item_1', 'merged', undefined],
    ['item_2', 'dead', 'merge conflict in README.md, a.txt'],
  ]);
  expect(world.published).toEqual(['prepared', 'work-y', 'merge-item_1', '1-of-3']);
  expect(world.entries('finished')[0]!.outcome).toBe('complete');
});

test('an item without commits counts as successful and is not merged', async () => {
  const world = new FakeWorld(MAPREDUCE.replace('commit work-${item}', 'print ${item}'));
  await world.process();
  expect(world.entries('item').map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged', 'unchanged']);
  expect(world.published).toEqual(['prepared', '3-of-3']);
});

test('without items there is a warning, reduce is not run, and the run is complete', async () => {
  const world = new FakeWorld(MAPREDUCE.replace('["x", "y", "z"]', '[]'));
  await world.process();
  expect(world.published).toEqual(['prepared']);
  expect(world.log.messages('warn')).toEqual(["'map.input' gave no items: nothing to map, reduce is not run"]);
  expect(world.entries('finished')[0]!.outcome).toBe('complete');
});

test('map.input may be a command that prints the items', async () => {
  const world = new FakeWorld(MAPREDUCE.replace('input: items.json', 'input: "print one"'));
  await world.process();
  expect(world.entries('items')[0]!.items).toEqual([{ id: 'item_0', data: { item: 'one' } }]);
});

test('map.input that is neither file nor command fails the run', async () => {
  const world = new FakeWorld(MAPREDUCE.replace('input: items.json', 'input: "fail missing.json"'));
  await world.process();
  expect(world.entries('finished')[0]!.reason).toBe(
    "'map.input' must name a file or be a command that prints items, got 'fail missing.json', " +
      'which failed with exit code 1: fail missing.json',
  );
});

test('a command that prints more items than are kept fails the run, and loses none', async () => {
  const world = new FakeWorld(MAPREDUCE.replace('input: items.json', `input: "print ${'x'.repeat(1024 * 1024)}"`));
  await world.process();
  expect(world.entries('finished')[0]!.reason).toBe(
    "'map.input' must print less than 1048576 bytes of items, got more: have setup write them to a file, and name that",
  );
});

test('an input file that is no JSON fails the run', async () => {
  const world = new FakeWorld(MAPREDUCE.replace('["x", "y", "z"]', 'x, y'));
  await world.process();
  expect(world.entries('finished')[0]!.reason).toBe(
    `map: 'items.json' must hold a JSON document, got "x, y": write the items as JSON`,
  );
});

test('merge steps make the result, and know the branches', async () => {
  const world = new FakeWorld(`${MAPREDUCE}
merge:
  - shell: commit \${merge.source_branch}-into-\${merge.target_branch}-of-\${merge.session_id}
`);
  await world.process();
  expect(world.published?.at(-1)).toBe('source-into-main-of-demo-1');
  expect(world.entries('result')).toEqual([{ type: 'result', commit: expect.stringContaining('source-into-main') }]);
});

test('reduce may read what became of each item', async () => {
  const world = new FakeWorld(
    MAPREDUCE.replace('commit ${map.successful}-of-${map.total}', 'print ${map.results}\n    capture_output: true'),
  );
  world.conflicts.add('item_1');
  await world.process();
  const conflict = 'merge conflict in README.md, a.txt';
  const record = (item_id: string) => ({
    item_id,
    duration_ms: expect.any(Number),
    duration: { secs: expect.any(Number), nanos: expect.any(Number) },
    error: null,
    branch_name: `refs/prodigy/attempts/${item_id}/1`,
  });
  expect(JSON.parse(String(world.entries('step').at(-1)?.variables['shell.output']))).toEqual([
    { ...record('item_0'), status: 'Success', commits: ['c:prepared/work-x'] },
    { ...record('item_1'), status: { Failed: conflict }, commits: [], error: conflict },
    { ...record('item_2'), status: 'Success', commits: ['c:prepared/work-z'] },
  ]);
});

test('a finished run is not led again', async () => {
  const world = new FakeWorld('- shell: commit one');
  await world.process();
  const before = world.journal.length;
  expect(await world.process()).toBe('finished');
  expect(world.journal).toHaveLength(before);
});

test('what items go without of what setup left is told by name, with the way out', async () => {
  const names = ['target/', 'b/', 'c/', 'd/', 'e/', 'f/', 'g'];
  const files = names.map((name) => `      untracked ${name}\n`).join('');
  const world = new FakeWorld(MAPREDUCE.replace('      commit prepared\n', `      commit prepared\n${files}`));
  for (const name of names) world.large.add(name);
  world.repositories.push('tools/');
  await world.process();
  expect(world.entries('finished')).toEqual([{ type: 'finished', outcome: 'complete' }]);
  const listed = ['target', 'b', 'c', 'd', 'e'].map((name) => `"${name}/" (60000000 bytes)`).join(', ');
  expect(world.log.messages('warn')).toEqual([
    `items do not get ${listed}, 2 more: of what setup leaves uncommitted, at most 52428800 bytes are passed on; ` +
      "commit what items need of it, or have 'agent_template' make it",
    'items do not get "tools/.git": of a repository within the checkout, only files are passed on; ' +
      "have 'agent_template' clone what items need with its history",
  ]);
});
