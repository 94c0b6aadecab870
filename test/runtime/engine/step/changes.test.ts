import { endOf, runStep } from '../../../../runtime/engine/run-step';
import { StepRepository } from '../step-repository';

let repository: StepRepository;
beforeEach(() => {
  repository = new StepRepository();
});
afterEach(() => repository.remove());

/** Names that are hard on whoever splits or quotes them. */
const NAMES = ["it's a file", 'a "b" $(touch hacked)', 'two\nlines', 'ünïcode ☃', '-dash', ':colon'];

const commitEach = (names: readonly string[]): string[] =>
  names.map((name) => `printf x > './${name.replaceAll("'", `'\\''`)}'`);

test('step is what the step before did, workflow all that was done since the run began', async () => {
  await repository.all(`
- shell: printf 'a\\nb\\n' > one && git add one && git commit -qm one
- shell: echo c >> one && echo two > two && git add . && git commit -qm two && rm two && echo new > three
- shell: |
    printf '%s|' '\${step.files_added}' '\${step.files_modified}' '\${step.files_deleted}' '\${step.files_changed}' > seen
    printf '%s|' \${step.commit_count} \${step.insertions} \${step.deletions} '\${step.commits}' >> seen
    printf '%s|' '\${workflow.files_changed}' \${workflow.commit_count} \${workflow.insertions} '\${workflow.commits}' > seen2
`);
  const [second, first] = repository.git('rev-list', '-2', 'HEAD').split('\n');
  expect(repository.read('seen')).toBe(`three|one||one three|1|2|0|${second}|`);
  expect(repository.read('seen2')).toBe(`one three|2|4|${first} ${second}|`);
});

test('a deleted file counts as deleted, and one that git ignores not at all', async () => {
  await repository.all(`
- shell: echo one > one; echo skip > .gitignore; git add . && git commit -qm one
- shell: rm one; echo x > skip
- shell: printf '%s|' '\${step.files_deleted}' '\${step.files_added}' '\${workflow.files_changed}' > seen
`);
  expect(repository.read('seen')).toBe('one||.gitignore|');
});

test('before any step has run, step is nothing; a step that is skipped is not the last', async () => {
  await repository.all(`
- shell: echo "\${step.commit_count}|\${step.files_added}|" > seen; git commit -q --allow-empty -m one
- shell: git commit -q --allow-empty -m two
  when: 1 == 2
- shell: echo "\${step.commit_count}" >> seen
`);
  expect(repository.read('seen')).toBe('0||\n1\n');
});

test('file names of any kind reach a step whole, and are never run', async () => {
  const script = [...commitEach(NAMES), 'git add .', 'git commit -qm names'].map(
    (line) => `    ${line.replace('\n', '\n    ')}`,
  );
  await repository.all(`
- shell: |
${script.join('\n')}
- shell: printf '%s' '\${step.files_added:json}' > seen; printf '%s' "\${step.files_added:lines}" > seen2
`);
  expect((JSON.parse(repository.read('seen')) as string[]).sort()).toEqual([...NAMES].sort());
  expect(repository.read('seen2').split('\n').sort()).toEqual(NAMES.flatMap((name) => name.split('\n')).sort());
  expect(repository.read('hacked')).toBe('');
});

test('modifiers choose how files are written, and which', async () => {
  repository.claude('for last; do :; done; printf %s "$last" > seen');
  await repository.all(`
- shell: mkdir -p specs/old src; touch specs/1.md specs/2.md specs/old/3.md src/a.rs; git add .; git commit -qm specs
- claude: "\${step.files_added:specs/*.md}|\${step.files_added:csv}|\${step.files_added:*.rs:json}|\${step.files_added|length}"
`);
  expect(repository.read('seen')).toBe(
    'specs/1.md specs/2.md|specs/1.md,specs/2.md,specs/old/3.md,src/a.rs|["src/a.rs"]|4',
  );
});

test('conditions and environments of a step may ask as well', async () => {
  await repository.all(`
- shell: git commit -q --allow-empty -m two
- shell: echo "$N" > seen
  when: \${step.commit_count} == 1 && workflow.commit_count == 1
  env: { N: "\${workflow.commit_count} commit" }
`);
  expect(repository.read('seen')).toBe('1 commit\n');
});

test('to what a step runs, it is the last step itself', async () => {
  await repository.all(`
- shell: git commit -q --allow-empty -m one; echo x > one; exit 1
  on_failure:
    - shell: printf '%s|' "\${step.commit_count}" "\${step.files_added}" >> seen
- shell: echo two > two; git add two; git commit -qm two
  on_success: { shell: 'printf "%s|" "\${step.files_added}" "\${step.commit_count}" > seen2' }
`);
  expect(repository.read('seen')).toBe('1|one|2|one|');
  expect(repository.read('seen2')).toBe('one two|1|');
});

test('where no text asks, git is not asked', async () => {
  const { step, setting } = repository.step('- shell: echo "$step commits of a step" > seen');
  const history = { run: () => Promise.reject(new Error('asked')), step: 'no such commit' };
  expect(await endOf(step, { ...setting, history })).toMatchObject({ captures: {} });
});

test('what git cannot tell fails the step', async () => {
  const { step, setting } = repository.step('- shell: echo ${step.commits}');
  const history = { run: () => setting.checkout.head(), step: '1234567' };
  await expect(runStep(step, { ...setting, history })).rejects.toThrow(
    /^setup step 'echo \$\{step\.commits\}' \(line 1\) cannot run: cannot tell what changed: 'git log .* failed \(exit code 128\)/,
  );
});

test('outputs are files that the commits of the step added or changed, by name', async () => {
  repository.claude('for last; do :; done; printf %s "$last" > seen');
  const captures = await repository.all(`
- shell: mkdir specs; echo 1 > specs/1.md; echo 2 > specs/2.md; git add .; git commit -qm specs; touch specs/3.md
  id: plan
  outputs:
    spec: { file_pattern: "specs/1*" }
    all: { file_pattern: "*.md" }
    none: { file_pattern: "*.rs" }
- claude: "/implement \${plan.spec} \${plan.all:*.md} [\${plan.none}] \${plan.none:-nothing}"
`);
  expect(captures).toEqual({ 'plan.spec': 'specs/1.md', 'plan.all': ['specs/1.md', 'specs/2.md'], 'plan.none': '' });
  expect(repository.read('seen')).toBe('/implement specs/1.md specs/1.md specs/2.md [] nothing');
});

test('in foreach the step before is the one before of the same value', async () => {
  await repository.all(`
- foreach:
    foreach: [a, b]
    do:
      - shell: touch \${item}; git add \${item}; git commit -qm \${item}
      - shell: printf '%s of %s|' "\${step.files_added}" "\${workflow.files_added}" >> seen
`);
  expect(repository.read('seen')).toBe('a of a|b of a b|');
});
