import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from '../../../../runtime/engine/run-step';
import { CheckoutBroken } from '../../../../runtime/ports/workspace';
import { StepFolder } from '../step-setting';

let folder: StepFolder;
beforeEach(() => {
  folder = new StepFolder();
});
afterEach(() => folder.remove());

const MISSING = "cannot run: 'working_dir' must be a folder of the checkout, got build: make it in a step before";

test('a handler makes the folder that a step runs in, and is told what was missing', async () => {
  await folder.run(`- shell: touch made
  working_dir: build
  on_failure: { shell: 'echo "\${error.exit_code} \${shell.stderr}" > told; mkdir build' }`);
  expect(folder.read('told')).toBe(`126 ${MISSING}\n`);
  expect(await folder.failure('- shell: test -e made\n  working_dir: build')).toBe('no failure');
});

test.each([
  ['a value with NUL', 'shell: echo ${item}', 'a\0b'],
  ['a value that is no number in arithmetic', 'shell: echo $((${item} + 1))', 'a[$(touch hacked)]'],
  ['a text too long for claude', 'claude: /do ${item}', 'x'.repeat(200_000)],
])('%s is a failure that a step may ignore', async (_, command, item) => {
  const step = `- ${command}\n  commit_required: false`;
  expect(await folder.failure(step, { item })).toMatch(/ \(line 1\) cannot run: /);
  expect(await folder.failure(`${step}\n  on_failure: true`, { item })).toBe('no failure');
});

const ONCE = "{command: 'test -e there || { touch there; exit 3; }; echo x'}";

test.each([
  ['shell: echo $A > seen'],
  ['write_file: {path: seen, content: "${A}\\n"}'],
  ['foreach: {foreach: ["${A}"], do: [{shell: "echo ${item} > seen"}]}'],
  ['foreach: {foreach: echo $A, do: [{shell: "echo ${item} > seen"}]}'],
])('%s is executed again where a variable could not be had', async (command) => {
  const text = (keys: string) => `env: {A: ${ONCE}}\ncommands:\n  - ${command}\n    ${keys}\n`;
  expect(await folder.failure(text(''))).toMatch(
    /^setup step '.*' \(line 3\) cannot run: 'env.A' must have a command that succeeds, got exit code 3$/,
  );
  expect(folder.read('seen')).toBe('');
  await folder.run('- shell: rm there');
  await folder.run(text('retry: {attempts: 2, initial_delay: 1ms}'));
  expect(folder.read('seen')).toBe('x\n');
});

describe.each([
  ['a condition', "when: ${A} == 'x'"],
  ['a variable of its own', 'env: {B: "${A}"}'],
])('where %s asks for a variable that cannot be had', (_, asks) => {
  const text = (keys: string) => `env: {A: ${ONCE}}\ncommands:\n  - shell: echo $A >> seen\n    ${asks}\n${keys}`;
  const FAILED =
    "setup step 'echo $A >> seen' (line 3) cannot run: 'env.A' must have a command that succeeds, got exit code 3";

  test('the step is executed again', async () => {
    expect(await folder.failure(text(''))).toBe(FAILED);
    await folder.run('- shell: rm there');
    await folder.run(text('    retry: {attempts: 2, initial_delay: 1ms}'));
    expect(folder.read('seen')).toBe('x\n');
  });

  test('a handler is told, and the step is executed after it', async () => {
    const on = '{shell: \'echo "${error.exit_code} ${error.message}" > told\', max_attempts: 2, fail_workflow: true}';
    await folder.run(text(`    on_failure: ${on}`));
    expect(folder.read('told')).toBe(`126 ${FAILED}\n`);
    expect(folder.read('seen')).toBe('x\n');
  });

  test('checks of the step run with what it runs with', async () => {
    const keys = '    retry: {attempts: 2, initial_delay: 1ms}\n    step_validate: echo "$A-$B" > checked';
    await folder.run(text(keys));
    expect(folder.read('checked')).toBe(asks.startsWith('env') ? 'x-x\n' : 'x-\n');
  });

  test('the step may fail', async () => {
    expect(await folder.failure(text('    on_failure: true'))).toBe('no failure');
    expect(folder.read('seen')).toBe('');
    await folder.run('- shell: rm there');
    const old = text('    metadata: {continue_on_error: true}').replace('- shell:', '- name: a\n    shell:');
    expect(await folder.failure(old)).toBe('no failure');
    expect(folder.read('seen')).toBe('');
  });
});

test('a step that is not due once its condition can be worked out is left out, and nothing of it is executed', async () => {
  const keys = 'retry: {attempts: 3, initial_delay: 1ms}\n    step_validate: touch checked';
  const step = `  - shell: touch ran\n    when: \${A} == 'y'\n    on_success: {shell: touch after}\n    ${keys}`;
  await folder.run(`env: {A: ${ONCE}}\ncommands:\n${step}`);
  const files = ['there', 'ran', 'after', 'checked'].filter((name) => existsSync(join(folder.path, name)));
  expect(files).toEqual(['there']);
});

test('no exit code of its own is taken for it', async () => {
  const step = "- shell: diff a b\n  working_dir: build\n  on_exit_code: {1: {shell: 'touch differ'}}";
  expect(await folder.failure(step)).toBe(`setup step 'diff a b' (line 1) ${MISSING}`);
});

test('a check that cannot run does not pass', async () => {
  await folder.run('- shell: mkdir build');
  const step = '- shell: rmdir ../build\n  working_dir: build\n  step_validate: test -e x';
  expect(await folder.failure(step)).toBe(
    `setup step 'rmdir ../build' (line 1) must pass 1 of its 1 checks, passed 0: 'test -e x' ${MISSING}`,
  );
  await folder.run('- shell: mkdir build');
  expect(await folder.failure(`${step}\n  ignore_validation_failure: true`)).toBe('no failure');
});

test('without a secret no step goes on, whatever it may ignore', async () => {
  const text = 'secrets: {TOKEN: MY_TOKEN}\ncommands:\n  - shell: touch ran\n    on_failure: true';
  const { step, setting } = folder.step(text);
  const engine = { ...setting.engine, secretValues: () => Promise.reject(new Error('no TOKEN')) };
  await expect(runStep(step, { ...setting, engine })).rejects.toThrow(
    "setup step 'touch ran' (line 3) cannot run: no TOKEN",
  );
  expect(folder.read('ran')).toBe('');
});

test('nothing mends a checkout that is broken', async () => {
  const { step, setting } = folder.step('- shell: echo ${step.commits}\n  on_failure: true');
  const broken = { ...setting.checkout, changes: () => Promise.reject(new CheckoutBroken()) };
  const history = { run: async () => '0', step: '0' };
  await expect(runStep(step, { ...setting, checkout: broken, history })).rejects.toThrow(CheckoutBroken);
});
