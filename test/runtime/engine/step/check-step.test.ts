import { runStep } from '../../../../runtime/engine/run-step';
import { FakeWorld } from '../fake-world';
import { StepFolder } from '../step-setting';

let folder: StepFolder;
beforeEach(() => {
  folder = new StepFolder();
});
afterEach(() => folder.remove());

const step = (checks: string, more = '', shell = 'echo run >> seen') =>
  `- name: work\n  shell: ${shell}\n  step_validate: ${checks}${more.replace(/^(?=.)/gm, '\n  ')}`;
const seen = () => folder.read('seen').trim().split('\n').join(' ');
const NAME = "setup step 'work' (line 1)";

test.each([
  ['test -s seen', undefined],
  ['[test -s seen, "true"]', undefined],
  ['{commands: [exit 1, "true"], success_criteria: any}', undefined],
  ['{commands: [exit 1, "true", exit 2, "true", touch hacked], success_criteria: {atleast: 2}}', undefined],
  ['{commands: [{command: exit 3, expect_exit_code: 3}]}', undefined],
  ['{commands: [{command: echo "all ok (5)", expect_output: ok (5)}]}', undefined],
  ['{commands: [{command: echo 15 passed, expect_output: "^[0-9]+ passed"}]}', undefined],
  ['exit 1', `must pass 1 of its 1 checks, passed 0: 'exit 1' ended with exit code 1, not 0`],
  [
    '["true", "echo oops >&2; exit 1", exit 2]',
    `must pass 3 of its 3 checks, passed 1: 'echo oops >&2; exit 1' ended with exit code 1, not 0: oops; 'exit 2' ended with exit code 2, not 0`,
  ],
  [
    '{commands: [{command: "true", expect_exit_code: 3}]}',
    `must pass 1 of its 1 checks, passed 0: 'true' ended with exit code 0, not 3`,
  ],
  [
    '{commands: [{command: echo 0 passed, expect_output: "[1-9] passed"}]}',
    `must pass 1 of its 1 checks, passed 0: 'echo 0 passed' must print '[1-9] passed', got "0 passed"`,
  ],
  [
    '{commands: [exit 1, exit 2], success_criteria: any}',
    `must pass 1 of its 2 checks, passed 0: 'exit 1' ended with exit code 1, not 0; 'exit 2' ended with exit code 2, not 0`,
  ],
])('step_validate: %s', async (checks, complaint) => {
  expect(await folder.failure(step(checks))).toBe(complaint === undefined ? 'no failure' : `${NAME} ${complaint}`);
  expect([seen(), folder.read('hacked')]).toEqual(['run', '']);
});

test('Claude checks too, and its answer is what it prints', async () => {
  folder.claude(`for told; do :; done; echo "$told" > told; echo 'It is fine.'`);
  await folder.run(step('{commands: [{command: "/check ${shell.output}", expect_output: fine}]}', '', 'echo worked'));
  expect(folder.read('told')).toBe('/check worked\n');
});

test('a step whose checks do not pass is executed again, until they do', async () => {
  const checks = '{commands: [\'[ "$(wc -l < seen)" -ge 3 ]\'], max_attempts: 5, retry_delay: 0}';
  expect(await folder.run(step(checks, 'capture: it', 'echo run >> seen; wc -l < seen'))).toMatchObject({ it: '3' });
  expect(folder.log.messages('warn').at(-1)).toMatch(
    /must pass 1 of its 1 checks, passed 0: .*\nexecution 3 of 5 follows in 0 s$/,
  );
});

test('it is executed at most max_attempts times, and then its on_failure has its turn', async () => {
  const checks = '{commands: [test -e fixed], max_attempts: 2, retry_delay: 0}';
  const handling = `on_failure: {shell: 'echo "\${error.message}" > told; touch fixed'}`;
  await folder.run(step(checks, handling));
  expect(seen()).toBe('run run run');
  expect(folder.read('told')).toBe(
    `${NAME} must pass 1 of its 1 checks, passed 0: 'test -e fixed' ended with exit code 1, not 0\n`,
  );
});

test('checks that do not pass are recorded as such, also of a step that must commit', async () => {
  folder.write('HEAD', '0');
  const { step: first, setting } = folder.step(step('exit 1', 'commit_required: true', 'printf + >> HEAD'));
  await expect(runStep(first, setting)).rejects.toMatchObject({ errorType: 'ValidationFailed' });
  const none = folder.step(step('exit 1', 'commit_required: true', '"true"'));
  await expect(runStep(none.step, none.setting)).rejects.toMatchObject({ errorType: 'CommitValidationFailed' });
});

test('a step that fails is not checked', async () => {
  expect(await folder.failure(step('touch checked', '', 'exit 3'))).toBe(`${NAME} failed with exit code 3`);
  expect(folder.log.lines).toEqual([]);
});

test('checks know what the step printed and captured, run in its folder, and know that they check', async () => {
  folder.write('sub/here', '');
  const check = `'echo "\${shell.output} \${it} $OWN $PRODIGY_VALIDATION $(ls)" > ../told'`;
  await folder.run(step(check, 'capture: it\nenv: {OWN: own}\nworking_dir: sub', 'echo worked'));
  expect(folder.read('told')).toBe('worked worked own true here\n');
});

test('checks that take too long together do not pass', async () => {
  expect(await folder.failure(step('[sleep 0.1, sleep 30]', 'validation_timeout: 1'))).toMatch(
    /passed [01]: .*'sleep 30' was stopped after \d+ s$/,
  );
});

test('ignore_validation_failure makes it a warning, and skip_validation leaves the checks out', async () => {
  await folder.run(step('exit 1', 'ignore_validation_failure: true\ncapture: it', 'echo worked'));
  expect(folder.log.messages('warn')).toEqual([
    `${NAME} must pass 1 of its 1 checks, passed 0: 'exit 1' ended with exit code 1, not 0\n` +
      "the run goes on: 'ignore_validation_failure' is set",
  ]);
  await folder.run(step('touch checked', 'skip_validation: true'));
  expect(folder.log.messages('warn')).toHaveLength(1);
});

test('a pause between two executions obeys the signal', async () => {
  const { step: first, setting } = folder.step(step('{commands: [exit 1], max_attempts: 2, retry_delay: 600}'));
  const running = runStep(first, setting);
  while (folder.log.messages('warn').length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  folder.stop.abort();
  await expect(running).rejects.toThrow('interrupted');
});

test('every phase checks', async () => {
  const checked = (name: string) =>
    `{shell: "commit ${name}\\nuntracked ${name}-made", step_validate: need ${name}-made}`;
  const world = new FakeWorld(`
mode: mapreduce
setup: [{write_file: {path: items.json, content: '["a"]'}}, ${checked('setup')}]
map: {input: items.json, agent_template: [${checked('map')}]}
reduce: [${checked('reduce')}]
merge: [${checked('merge')}]
`);
  await world.process();
  expect(world.entries('finished')).toEqual([{ type: 'finished', outcome: 'complete' }]);
  const failing = new FakeWorld('- {shell: commit a, step_validate: fail}');
  await failing.process();
  expect(failing.entries('finished')[0]!.reason).toMatch(/^commands step 'commit a' \(line 1\) must pass 1 of its 1/);
});
