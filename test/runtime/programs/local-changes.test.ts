import { LocalWorld } from './local-world';

let world: LocalWorld;
beforeEach(() => {
  world = new LocalWorld();
});
afterEach(() => world.remove());

const WORKFLOW = `
name: demo
mode: mapreduce
setup:
  - shell: echo '["x y", "z"]' > items.json; mkdir out; echo a > out/setup.txt
    auto_commit: true
    commit_config: { exclude_files: [items.json], message_template: prepared }
  - shell: printf '%s' "\${step.files_added:out/*}|\${step.commit_count}|\${workflow.files_added:csv}" > untracked-from-setup
map:
  input: items.json
  agent_template:
    - id: work
      shell: echo "$(cat untracked-from-setup)" > "out/\${item} done.txt"
      auto_commit: true
      commit_config: { message_template: "work on \${item}" }
      outputs: { file: { file_pattern: "out/*" } }
    - shell: printf '%s' "\${work.file}|\${step.files_added}|\${workflow.files_changed:lines}|\${workflow.commit_count}" > "out/\${item}.seen"
      auto_commit: true
reduce:
  - shell: printf '%s' "\${step.commit_count}|\${workflow.commit_count}|\${workflow.files_added:out/*.txt:json}" > reduced
    commit_required: true
    auto_commit: true
    commit_config: { include_files: [reduced] }
merge:
  - shell: printf '%s' '\${merge.commit_count}|\${merge.file_count}|\${merge.file_list:out/*.txt:lines}|\${merge.modified_files}|\${merge.commits}' > merged; git add merged; git commit -qm merged
  - shell: git checkout -q "\${merge.target_branch}"; git merge -q "\${merge.source_branch}"
`;

test('in every phase steps learn what git knows, and their files are committed: those that setup leaves by no item', async () => {
  const { result, outcome, reason } = await world.run(WORKFLOW, { runId: 'demo-1' });
  expect([outcome, reason]).toEqual(['complete', undefined]);
  const branch = result?.branch as string;
  const file = (name: string): string => world.show(name, branch);
  expect(file('out/x y done.txt')).toBe('out/setup.txt|1|items.json,out/setup.txt');
  expect(file('out/x y.seen')).toBe('out/x y done.txt|out/x y done.txt|out/x y done.txt|1');
  expect(file('out/z.seen')).toBe('out/z done.txt|out/z done.txt|out/z done.txt|1');
  // Setup, two steps for each of two items, two merges.
  expect(file('reduced')).toBe('0|7|["out/setup.txt","out/x y done.txt","out/z done.txt"]');
  const [count, files, list, modified, ...commits] = file('merged').split('|') as [string, string, string, string];
  expect([count, files, list]).toEqual(['8', '6', 'out/setup.txt\nout/x y done.txt\nout/z done.txt']);
  expect((JSON.parse(modified) as unknown[])[0]).toEqual({ path: 'out/setup.txt', modification_type: 'Added' });
  const messages = (JSON.parse(commits.join('|')) as { message: string }[]).map(({ message }) => message);
  expect(messages.filter((message) => !message.startsWith('Merge item_')).sort()).toEqual(
    [
      'prepared',
      'work on x y',
      'work on z',
      ...messages.filter((message) => message.startsWith('Auto-commit: ')),
    ].sort(),
  );
  const tree = world.git('ls-tree', '-r', '--name-only', branch).split('\n');
  expect(tree.filter((name) => ['items.json', 'untracked-from-setup'].includes(name))).toEqual([]);
});
