import { runStep } from '../../../../runtime/engine/run-step';
import { FakeWorld } from '../fake-world';
import { StepFolder } from '../step-setting';

let folder: StepFolder;
beforeEach(() => {
  folder = new StepFolder();
});
afterEach(() => folder.remove());

const step = (validate: string, more = '') =>
  `- name: work\n  shell: echo worked >> seen\n  validate:${validate.replace(/^/gm, '\n    ')}${more.replace(/^(?=.)/gm, '\n  ')}`;
const seen = () => folder.read('seen').trim().split('\n').join(' ');
const NAME = "setup step 'work' (line 1)";

/** A program `claude` that notes what it is told; `/validate` writes and `/complete` raises the percentage. */
const grows = (by: number) =>
  folder.claude(`for told; do :; done
printf '%s\\n' "$told" >> told
case "$told" in
  /validate*) n=$(cat percent 2>/dev/null || echo 40)
    printf '{"completion_percentage": %s, "status": "incomplete", "missing": ["tests for %s"], "gaps": {"g": {"severity": "high"}}, "incomplete_specs": ["s.md"]}' "$n" "$n" > result.json ;;
  /complete*) echo $(( $(cat percent 2>/dev/null || echo 40) + ${by} )) > percent; printf + >> HEAD ;;
esac`);
const told = () => folder.read('told').trim().split('\n');

test('work is completed and validated again until it reaches the threshold', async () => {
  grows(30);
  await folder.run(
    step(`claude: /validate
result_file: result.json
threshold: 90
on_incomplete: {claude: '/complete \${validation.completion} \${validation.gaps} \${validation.missing} \${validation.missing_count} \${validation.status} \${validation.incomplete_specs} \${validation.attempt_number}', max_attempts: 5, commit_required: true}`),
  );
  expect(told()).toEqual([
    '/validate',
    '/complete 40 {"g":{"severity":"high"}} tests for 40 1 incomplete s.md 1',
    '/validate',
    '/complete 70 {"g":{"severity":"high"}} tests for 70 1 incomplete s.md 2',
    '/validate',
  ]);
  expect(seen()).toBe('worked');
  expect(folder.log.messages('info').at(-1)).toBe(`${NAME} is 100 % complete`);
  expect(folder.log.messages('warn')).toEqual([
    `${NAME} must be complete to 90 %, got 40 %: tests for 40`,
    `${NAME} must be complete to 90 %, got 70 %: tests for 70`,
  ]);
});

test('work that is still incomplete when the attempts are used up fails the step, and says what is missing', async () => {
  grows(1);
  const text = step(`claude: /validate\nresult_file: result.json\non_incomplete: /complete`);
  expect(await folder.failure(text)).toBe(`${NAME} must be complete to 100 %, got 42 %: tests for 42`);
  expect(told()).toEqual(['/validate', '/complete', '/validate', '/complete', '/validate']);
});

test('or is a warning where fail_workflow is false', async () => {
  grows(1);
  const text = step(
    'claude: /validate\nresult_file: result.json\non_incomplete: {claude: /complete, max_attempts: 1, fail_workflow: false}',
    'capture_output: true',
  );
  expect(await folder.run(text)).toMatchObject({ 'shell.success': true });
  expect(folder.log.messages('warn').at(-1)).toBe(
    `${NAME} must be complete to 100 %, got 41 %: tests for 41\nthe run goes on: 'fail_workflow' is false`,
  );
});

test('without on_incomplete incomplete work fails the step, and on_failure is not asked', async () => {
  grows(0);
  const text = step('claude: /validate\nresult_file: result.json', `on_failure: {shell: echo handled >> seen}`);
  expect(await folder.failure(text)).toBe(`${NAME} must be complete to 100 %, got 40 %: tests for 40`);
  expect(seen()).toBe('worked');
});

test('a step that fails is not validated', async () => {
  const text = step('shell: echo validated >> seen').replace('echo worked >> seen', 'exit 3');
  expect(await folder.failure(text)).toBe(`${NAME} failed with exit code 3`);
  expect(seen()).toBe('');
});

test('a result file from before is no result of a validation that writes none, and stays where it was', async () => {
  const text = step('shell: "true"\nresult_file: r.json').replace(
    'echo worked >> seen',
    `'echo "{\\"completion_percentage\\": 100}" > r.json'`,
  );
  expect(await folder.failure(text)).toBe(
    `${NAME} must be complete to 100 %, got 0 %: 'r.json' must hold the result, got no such file: write it while validating`,
  );
  expect(folder.read('r.json')).toBe('{"completion_percentage": 100}\n');
});

test('a result file is looked for anew in each round', async () => {
  const text = step(
    `shell: "[ -e once ] || { touch once; echo '{\\"completion_percentage\\": 50}' > r.json; }"\nresult_file: r.json\non_incomplete: {shell: echo mended >> seen, max_attempts: 1}`,
  );
  expect(await folder.failure(text)).toMatch(/got 0 %: 'r.json' must hold the result, got no such file/);
  expect(seen()).toBe('worked mended');
});

test('a result file alone is what the step itself has written, at a path with values', async () => {
  const text = (percentage: number) =>
    step(`result_file: 'out-\${item.id}.json'\nthreshold: 80`).replace(
      'echo worked >> seen',
      `'echo "{\\"completion_percentage\\": ${percentage}}" > "out-\${item.id}.json"'`,
    );
  expect(await folder.run(text(85), { item: { id: 'a b' } })).toEqual({});
  expect(await folder.failure(text(75), { item: { id: 'a b' } })).toBe(`${NAME} must be complete to 80 %, got 75 %`);
});

test.each([
  [`shell: |\n  echo '{"completion_percentage": 100}'`, undefined],
  ['shell: "true"', undefined],
  ['[{shell: echo fine}, {shell: "true"}]', undefined],
  [
    '{commands: [{shell: exit 4}, {shell: echo never >> seen}]}',
    `got 0 %: setup step 'exit 4' (line 4) failed with exit code 4`,
  ],
  [`shell: |\n  echo '{"completion_percentage": 30}'`, 'got 30 %'],
  ['claude: /answers', 'got 50 %: all'],
  [
    'claude: /talks',
    `got 0 %: the answer of '/talks' must hold JSON with 'completion_percentage' from 0 to 100, got "It is done.": ask for it in the command, or let it write a 'result_file'`,
  ],
  [
    'shell: "true"\nresult_file: none.json',
    `got 0 %: 'none.json' must hold the result, got no such file: write it while validating`,
  ],
  [
    'shell: echo soon > r.json\nresult_file: r.json',
    `got 0 %: 'r.json' must hold JSON with 'completion_percentage' from 0 to 100, got "soon": ask for it in the command`,
  ],
  [
    'shell: "true"\nresult_file: ../secret.json',
    `got 0 %: '../secret.json' must hold the result, got no such file: write it while validating`,
  ],
  ['{shell: sleep 30, timeout: 1}', /got 0 %: setup step 'sleep 30' \(line 4\) was stopped after \d+ s$/],
])('%s', async (validate, complaint) => {
  folder.claude(`for told; do :; done
case "$told" in
  /talks) echo 'It is done.' ;;
  /answers) printf 'I looked.\\n\`\`\`json\\n{"completion_percentage": 50, "missing": "all"}\\n\`\`\`\\n' ;;
esac`);
  const message = await folder.failure(step(validate));
  if (complaint === undefined) expect(message).toBe('no failure');
  else if (typeof complaint === 'string') expect(message).toBe(`${NAME} must be complete to 100 %, ${complaint}`);
  else expect(message).toMatch(complaint);
  expect(seen()).toBe('worked');
});

test('commands that validate know that they do, and what the step printed and captured', async () => {
  const text = step(
    `shell: 'echo "$PRODIGY_VALIDATION \${shell.output} \${it} $OWN" > told'`,
    'capture: it\nenv: {OWN: own}',
  ).replace('echo worked >> seen', 'echo worked');
  await folder.run(text);
  expect(folder.read('told')).toBe('true worked worked own\n');
});

test('on_incomplete is told what the command printed that found the work incomplete', async () => {
  const check = 'echo looked; echo "3 tests fail" >&2; test -e fixed';
  await folder.run(
    step(`shell: ${check}\non_incomplete: {shell: 'echo "\${shell.output}|\${shell.exit_code}" > told; touch fixed'}`),
  );
  expect(folder.read('told')).toBe('looked\n3 tests fail|1\n');
});

test('on_incomplete that fails, or makes no commit where it must, ends the rounds', async () => {
  const failing = (handler: string) => step(`shell: exit 1\non_incomplete: {max_attempts: 5, ${handler}}`);
  const first = `${NAME} must be complete to 100 %, got 0 %: setup step 'exit 1' (line 4) failed with exit code 1`;
  expect(await folder.failure(failing('shell: echo try >> seen; exit 7'))).toMatch(
    /\non_incomplete of setup step 'work' \(line 1\) failed: setup step 'echo try >> seen; exit 7' \(line \d\) failed with exit code 7$/,
  );
  expect(seen()).toBe('worked try');
  expect(await folder.failure(failing('shell: echo again >> seen, commit_required: true'))).toBe(
    `${first}\non_incomplete of ${NAME} must make a commit, got none: commit in it, or remove 'commit_required'`,
  );
  expect(seen()).toBe('worked try worked again');
});

test('what was captured while validating and completing is known to later steps', async () => {
  const text = step(`commands: [{shell: 'echo found; test -e fixed', capture: looked}]
on_incomplete: {commands: [{shell: 'exit 1', continue_on_error: true}, {shell: 'touch fixed; echo repaired', capture: fix}]}`);
  expect(await folder.run(text)).toMatchObject({ looked: 'found', fix: 'repaired' });
});

test('secret values of a result are in no message', async () => {
  folder.secrets = { TOKEN: 'hunter2-token' };
  const head = 'secrets: {TOKEN: {provider: env, key: TOKEN}}\ncommands:\n';
  const text = step(
    `shell: 'printf "{\\"completion_percentage\\": 1, \\"missing\\": [\\"%s\\"]}" "$TOKEN" > r.json'\nresult_file: r.json`,
  );
  expect(await folder.failure(head + text)).toMatch(/got 1 %: \*\*\*$/);
});

test('work that is interrupted while it is validated is neither done nor failed', async () => {
  const { step: first, setting } = folder.step(step('shell: echo begun; sleep 30'));
  const running = runStep(first, setting);
  while (!folder.log.messages('info').includes('begun')) await new Promise((resolve) => setTimeout(resolve, 5));
  folder.stop.abort();
  await expect(running).rejects.toThrow('interrupted');
});

test('every phase validates', async () => {
  const validated = (name: string) =>
    `{shell: "commit ${name}", validate: {shell: need ${name}-whole, on_incomplete: {shell: untracked ${name}-whole}}}`;
  const world = new FakeWorld(`
mode: mapreduce
setup: [{write_file: {path: items.json, content: '["a"]'}}, ${validated('setup')}]
map:
  input: items.json
  agent_template: [${validated('map')}]
reduce: [${validated('reduce')}]
merge: [${validated('merge')}]
`);
  await world.process();
  expect(world.entries('finished')).toEqual([{ type: 'finished', outcome: 'complete' }]);
  expect(world.published).toEqual(['setup', 'map', 'merge-item_0', 'reduce', 'merge']);
  const failing = new FakeWorld('- shell: commit a\n  validate: {shell: fail, on_incomplete: {shell: print x}}');
  await failing.process();
  expect(failing.entries('finished')[0]!.reason).toMatch(
    /^commands step 'commit a' \(line 1\) must be complete to 100 %, got 0 %/,
  );
});
