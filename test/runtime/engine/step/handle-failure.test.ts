import { StepFolder } from '../step-setting';

let folder: StepFolder;
beforeEach(() => {
  folder = new StepFolder();
});
afterEach(() => folder.remove());

const seen = () => folder.read('seen').trim().split('\n').join(' ');
const failing = (handling: string) => `- shell: echo run >> seen; echo oops >&2; exit 3\n  on_failure: ${handling}`;

test('a handler may be a list of steps, which see what those before them captured', async () => {
  const handling = `
    - shell: echo first-$SHELL_ATTEMPT
      capture: one
    - shell: echo "second \${one}" >> seen; exit 1
      continue_on_error: true
    - echo third >> seen`;
  const captures = await folder.run(
    failing(handling).replace('exit 3', 'test -s seen-twice; echo x > seen-twice; false'),
  );
  expect(seen()).toBe('run second first-1 third run second first-2 third run');
  expect(captures.one).toBe('first-2');
});

test('a command that fails ends its handler, unless it may', async () => {
  await folder.run(
    failing(`{commands: [{shell: 'echo one >> seen; exit 1'}, {shell: echo two >> seen}], max_attempts: 2}`),
  );
  expect(seen()).toBe('run one run');
});

test.each([
  ['{shell: echo handler >> seen, strategy: fallback}', 'no failure'],
  ['{shell: echo handler >> seen, retry_original: false}', 'no failure'],
  ['{shell: echo handler >> seen, strategy: custom}', 'no failure'],
  ['{shell: echo handler >> seen, strategy: cleanup}', 'failed with exit code 3: oops'],
  ['{shell: echo handler >> seen, strategy: fallback, fail_workflow: true}', 'failed with exit code 3: oops'],
])('%s runs once, in place of another execution', async (handling, end) => {
  expect(await folder.failure(failing(handling))).toContain(end);
  expect(seen()).toBe('run handler');
});

test('a handler is told what went wrong', async () => {
  const names = [
    'error.message',
    'error.exit_code',
    'error.step',
    'shell.output',
    'shell.stderr',
    'test.attempt',
    'last.exit_code',
  ];
  const print = `printf '%s|' ${names.map((name) => `"\${${name}}"`).join(' ')} > told`;
  await folder.run(
    `- name: the step\n  shell: echo out; echo oops >&2; exit 3\n  on_failure: {strategy: fallback, shell: '${print.replaceAll("'", "''")}'}`,
  );
  expect(folder.read('told')).toBe(
    "setup step 'the step' (line 1) failed with exit code 3: oops|3|the step|out\noops|oops|1|3|",
  );
});

test('a handler leaves variables of its output', async () => {
  const handling = `{shell: 'echo repaired', strategy: fallback, capture: {all: handler_output, text: 'it was \${error.exit_code}'}}`;
  expect(await folder.run(failing(handling))).toMatchObject({ all: 'repaired', text: 'it was 3' });
});

test('a handler that takes too long as a whole is stopped', async () => {
  const handling =
    '{commands: [{shell: sleep 0.6}, {shell: sleep 30}], timeout: 1, strategy: fallback, fail_workflow: true}';
  expect(await folder.failure(failing(handling))).toContain('failed with exit code 3: oops');
  expect(folder.log.messages('warn').at(-1)).toMatch(
    / did not help: setup step 'sleep 30' \(line 2\) was stopped after \d s$/,
  );
});

test('on_failure: true goes on at once', async () => {
  await folder.run(failing('true'));
  expect(seen()).toBe('run');
  expect(folder.log.messages('warn').join('\n')).not.toContain('the on_failure handler of');
});

describe('after a step', () => {
  test('on_success sees its captures, and only runs after a success', async () => {
    const steps = (exit: number) =>
      `- shell: echo hello; exit ${exit}\n  capture: it\n  on_failure: true\n  on_success: {shell: 'echo "after \${it}" >> seen', capture: more}`;
    expect(await folder.run(steps(0))).toMatchObject({ it: 'hello', more: '' });
    await folder.run(steps(1));
    expect(seen()).toBe('after hello');
  });

  test('a success whose on_success fails is a failure', async () => {
    expect(await folder.failure(`- shell: 'true'\n  on_success: {shell: exit 5}`)).toBe(
      "setup step 'exit 5' (line 2) failed with exit code 5",
    );
  });

  test('on_exit_code runs for its code, which is no failure then', async () => {
    const step = (code: number) =>
      `- shell: exit ${code}\n  on_exit_code:\n    0: {shell: echo zero >> seen}\n    3: {shell: echo three >> seen}\n  on_success: {shell: echo success >> seen}`;
    await folder.run(step(0));
    await folder.run(step(3));
    expect(await folder.failure(step(4))).toBe("setup step 'exit 4' (line 1) failed with exit code 4");
    expect(seen()).toBe('zero success three');
  });
});
