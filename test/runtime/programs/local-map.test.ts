import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalWorld } from './local-world';

let world: LocalWorld;
beforeEach(() => {
  world = new LocalWorld();
});
afterEach(() => world.remove());

const MAPREDUCE = `
name: shout
mode: mapreduce
env: { SUFFIX: "!" }
setup:
  - shell: |
      printf '[{"name": "a"}, {"name": "it'\\''s; b"}, {"name": "c"}]' > items.json
      echo secret > .cache
map:
  input: items.json
  json_path: "$[*]"
  max_parallel: 2
  agent_template:
    - shell: cat .cache > /dev/null && printf '%s%s\\n' "\${item.name}" "$SUFFIX" > "\${item_id}.txt"
    - shell: git add -A && git commit --quiet -m 'shout \${item.name}'
      commit_required: true
reduce:
  - shell: cat item_*.txt > all.txt && echo "\${map.successful}/\${map.total}" >> all.txt
  - shell: git add all.txt && git commit --quiet -m "collect"
`;

test('a MapReduce workflow makes, maps, merges and reduces its items', async () => {
  const report = await world.run(MAPREDUCE);
  expect(report).toMatchObject({
    outcome: 'complete',
    items: { total: 3, merged: 3, unchanged: 0, dead: 0, skipped: 0 },
  });
  const branch = report.result?.branch as string;
  expect(report.runId).toMatch(/^shout-[0-9a-f]{8}$/);
  expect(world.show('all.txt', branch)).toBe("a!\nit's; b!\nc!\n3/3");
  expect(world.git('ls-tree', '--name-only', branch).split('\n').sort()).toEqual([
    'README.md',
    'all.txt',
    'item_0.txt',
    'item_1.txt',
    'item_2.txt',
  ]);
  expect(
    world
      .git('log', '--format=%(trailers:key=Prodigy-Item,valueonly,separator=)', branch)
      .split('\n')
      .filter(Boolean)
      .sort(),
  ).toEqual(['item_0', 'item_1', 'item_2']);
});

test('a command for the items that fails without a word is told without one', async () => {
  const report = await world.run(MAPREDUCE.replace('input: items.json', 'input: "false"'));
  expect(report.reason).toBe(
    "'map.input' must name a file or be a command that prints items, got 'false', which failed with exit code 1",
  );
});

test('items that fail are in the report, and the others count', async () => {
  const report = await world.run(MAPREDUCE.replace('cat .cache > /dev/null', 'test "${item.name}" != c'));
  expect(report.items).toEqual({ total: 3, merged: 2, unchanged: 0, dead: 1, skipped: 0 });
  expect(report.failures).toEqual([
    {
      item: 'item_2',
      attempt: 1,
      step: expect.stringContaining('test "${item.name}" != c'),
      reason: expect.stringMatching(/^map step '.*' \(line 14\) failed with exit code 1$/),
    },
  ]);
  expect(report.outcome).toBe('complete');
});

test.each([
  ['rm -rf .git', /^a step's folder must stay a worktree of the run's repository/],
  ['rm -rf .git && git init -q && git config user.name x && git config user.email x', /^a step's folder must stay a/],
  [
    'git checkout -q --orphan own && git commit -q --allow-empty -m own',
    /^the item's commits must build on those of the run, got [0-9a-f]{40}/,
  ],
])('an item whose step does `%s` fails, and the run goes on', async (ruin, reason) => {
  const report = await world.run(
    MAPREDUCE.replace('- shell: cat .cache', `- shell: case "\${item.name}" in c) ${ruin} ;; esac; cat .cache`),
  );
  expect(report).toMatchObject({ outcome: 'complete', items: { total: 3, merged: 2, dead: 1 } });
  expect(report.failures).toEqual([{ item: 'item_2', attempt: 1, reason: expect.stringMatching(reason) }]);
});

test('items run side by side, as many as the caller says', async () => {
  const flow = MAPREDUCE.replace(
    'cat .cache > /dev/null',
    'echo in >> $BUSY; i=0; while [ "$(wc -l < $BUSY)" -lt 3 ] && [ $i -lt 100 ]; do i=$((i+1)); sleep 0.05; done; [ $i -lt 100 ]',
  )
    .replace('SUFFIX: "!"', `SUFFIX: "!", BUSY: "${'$'}{ROOT}/busy"`)
    .replace('${ROOT}', world.root);
  const report = await world.run(flow, { maxParallel: 3 });
  expect(report.items).toMatchObject({ total: 3, merged: 3 });
});

test('env and secrets reach every phase, and no secret is left in journal, report and progress', async () => {
  const print = 'echo "$A $B $TOKEN ${item_id:-none}" >> seen; printf "%s" "$TOKEN" | base64';
  const text = `
name: shared
mode: mapreduce
env: { A: a, B: b }
secrets: { TOKEN: MY_TOKEN }
setup: [{ shell: '${print}', capture_output: x }]
map: { input: "printf '[1]'", agent_template: [{ shell: '${print}; git add -f seen; git commit -qm map' }] }
reduce: [{ shell: '${print}; git commit -qam reduce' }]
merge:
  - shell: '${print}; git commit -qam merge'
  - shell: 'echo "$TOKEN" >&2; exit 3'
    on_failure: true
`;
  const env = { PATH: process.env.PATH, HOME: world.home, MY_TOKEN: 'tok-canary-1' };
  const report = await world.run(text, { env, runId: 'shared-1' });
  expect(report).toMatchObject({ outcome: 'complete' });
  expect(world.git('show', 'prodigy/shared-1:seen')).toBe(
    ['none', 'item_0', 'none', 'none'].map((id) => `a b tok-canary-1 ${id}`).join('\n'),
  );
  const journal = readFileSync(join(world.home, '.prodigy/runs/shared-1/journal.jsonl'), 'utf8');
  expect(journal).toContain('***');
  for (const told of [journal, JSON.stringify(report), ...world.progress])
    expect(told).not.toMatch(/tok-canary|dG9rLWNhbm/);
}, 30_000);
