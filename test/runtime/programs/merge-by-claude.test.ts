import { ClaudeProject } from './claude-project';

const COMMAND = '.claude/commands/prodigy-merge-worktree.md';

let project: ClaudeProject;
beforeEach(() => {
  project = new ClaudeProject({ [COMMAND]: 'Merge $ARGUMENTS\n', 'list.txt': 'first\n' });
});
afterEach(() => project.remove());

/** Both items add their own line at the same place; the second to be merged conflicts. */
const CONFLICT = `
name: lists
mode: mapreduce
map:
  input: echo '["one", "two"]'
  json_path: "$[*]"
  max_parallel: 1
  agent_template:
    - shell: echo "\${item}" >> list.txt && git commit -qam 'add \${item}'
reduce:
  - shell: git log --format=%s --first-parent | tee -a log.txt && git add log.txt && git commit -qm log
`;

/** Take both lines, as a merge of theirs. */
const RESOLVE = `git merge -q "\${text#/prodigy-merge-worktree }" >/dev/null || true
printf 'first\\none\\ntwo\\n' > list.txt; git add list.txt`;

const withKey = { env: { ANTHROPIC_API_KEY: 'sk-canary' } };

/** A run with a key, or what else is given. */
const run = (more: { env?: Record<string, string> } = withKey) => project.run(CONFLICT, { runId: 'lists-1' }, more.env);

const merges = () =>
  project
    .git('log', '--merges', '--format=%s|%(trailers:key=Prodigy-Item,valueonly,separator=)|%an', 'prodigy/lists-1')
    .split('\n');

test('claude merges what conflicts, and the merge is as all others are', async () => {
  project.claude(`echo "$text" >> "$calls"; ${RESOLVE}; git commit -q -m 'took both'
echo '{"type":"result","result":"done","total_cost_usd":0.5}'`);
  const report = await run();
  expect(report).toMatchObject({
    outcome: 'complete',
    items: { total: 2, merged: 2, dead: 0 },
    usage: { costUsd: 0.5 },
    failures: [],
  });
  expect(project.git('show', 'prodigy/lists-1:list.txt')).toBe('first\none\ntwo');
  expect(merges()).toEqual(['Merge item_1|item_1|Prodigy', 'Merge item_0|item_0|Prodigy']);
  expect(project.calls).toBe('/prodigy-merge-worktree prodigy-item_1-1-lists-1\n');
  expect(project.git('status', '--porcelain')).toBe('');
});

const NOT = 'merge conflict in list.txt; claude could not resolve it: ';

test.each([
  ['that says so and did nothing', 'echo done', /it made no merge$/],
  ['that fails', `echo 'no credit' >&2; exit 3`, /exit code 3: no credit$/],
  [
    'that rewrites history',
    `${RESOLVE}; git commit -qm both; git reset -q --soft HEAD~2; git commit -q -m 'all mine'`,
    /its commit \w{40} does not hold what was merged before, \w{40}: history may not be rewritten$/,
  ],
  [
    "that leaves out the item's commits",
    'echo mine >> list.txt; git commit -qam mine',
    /its commit \w{40} does not hold the item's, \w{40}$/,
  ],
  [
    'that commits the conflict',
    'git merge -q "${text#* }"; git commit -qam merged',
    /it left conflict markers in list.txt$/,
  ],
  ['that removes the repository', 'rm -rf .git', /a step's folder must stay a worktree of the run's repository/],
])('a claude %s leaves a dead letter, and the run goes on without the item', async (_, script, reason) => {
  project.claude(script);
  const report = await run();
  expect(report).toMatchObject({ outcome: 'complete', items: { merged: 1, dead: 1 } });
  expect(report.failures[0]!.reason.startsWith(NOT)).toBe(true);
  expect(report.failures[0]!.reason).toMatch(reason);
  expect(project.git('show', 'prodigy/lists-1:list.txt')).toBe('first\none');
  expect(merges()).toEqual(['Merge item_0|item_0|Prodigy']);
});

const advice = (missing: string): string =>
  `1 item conflicts with what was merged before, and claude was not asked to merge: ${missing}`;

test('claude is not asked without a key or a login', async () => {
  project.claude('echo called >> "$calls"');
  const report = await run({});
  expect(report.failures).toEqual([{ item: 'item_1', attempt: 1, reason: 'merge conflict in list.txt' }]);
  expect(report.warnings).toEqual([advice('give it a key (on a cluster claude-api-key, here ANTHROPIC_API_KEY)')]);
  expect(project.calls).toBe('');
});

test('claude is not asked in a repository without the command', async () => {
  project.git('rm', '-q', COMMAND);
  project.git('commit', '-qm', 'no command');
  project.claude('echo called >> "$calls"');
  const report = await run();
  expect(report.failures[0]!.reason).toBe('merge conflict in list.txt');
  expect(report.warnings).toEqual([advice(`add the command ${COMMAND} to the repository`)]);
  expect(project.calls).toBe('');
});

test("a login and a command of the user's own serve as well", async () => {
  project.git('rm', '-q', COMMAND);
  project.git('commit', '-qm', 'no command');
  project.homeFile('.claude/.credentials.json', '{}');
  project.homeFile(COMMAND, 'Merge $ARGUMENTS\n');
  project.claude(`${RESOLVE}; git commit -q -m 'took both'`);
  expect(await run({})).toMatchObject({ items: { merged: 2, dead: 0 } });
});
