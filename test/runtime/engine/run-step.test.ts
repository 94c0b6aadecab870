import { Limit } from '../../../contract/limits';
import type { Parameters } from '../../../contract/parameters';
import { runStep } from '../../../runtime/engine/run-step';
import { StepFolder } from './step-setting';

let folder: StepFolder;
beforeEach(() => {
  folder = new StepFolder();
});
afterEach(() => folder.remove());

const run = (text: string, values?: Record<string, unknown>, argument?: string, parameters?: Parameters) => {
  const { step, setting } = folder.step(text, values, argument, parameters);
  return runStep(step, setting);
};

/** Like `run`, for a step that fails: what it says. */
const failure = (text: string, values?: Record<string, unknown>) =>
  run(text, values).then(
    () => 'no failure',
    (error: Error) => error.message,
  );

test('a step runs in its checkout with the environment of the workflow', async () => {
  await run(
    `
env: { GREETING: hello, PORT: 8080 }
commands:
  - shell: echo "$GREETING $PORT $PRODIGY_AUTOMATION $ARG $GIT_TERMINAL_PROMPT $(pwd)" > seen
`,
    {},
    'src/main.ts',
  );
  expect(folder.read('seen')).toBe(`hello 8080 true src/main.ts 0 ${folder.path}\n`);
});

test('env.NAME is a variable of the workflow, for shells and for Claude', async () => {
  const text = (command: string) => `env: { VERSION: "it's 1" }\ncommands:\n  - ${command}`;
  await run(
    text(
      `shell: printf '%s|' "\${env.VERSION|default:none}" '\${VERSION|default:none}' '\${NONE|default:none}' > seen`,
    ),
  );
  expect(folder.read('seen')).toBe("it's 1|it's 1|none|");
  folder.claude('for last; do :; done; printf %s "$last" > prompt');
  await run(text('claude: "/plan ${env.VERSION} ${env.HOME}"'));
  expect(folder.read('prompt')).toBe("/plan it's 1 ${env.HOME}");
});

test('parameters reach a step as references and as variables, over the workflow’s own, and are never run', async () => {
  const text = `env: { version: "0" }
commands:
  - shell: printf '%s|' "$version" '\${version}' "\${targets[0]:-none}" "$(printenv version limit)" > seen
`;
  const parameters = { version: '$(touch hacked)', limit: 3, targets: ['a'] };
  await run(text, {}, undefined, parameters);
  expect(folder.read('seen')).toBe(`${parameters.version}|${parameters.version}|a|${parameters.version}\n3|`);
  expect(folder.read('hacked')).toBe('');
  folder.claude('for last; do :; done; printf %s "$last" > prompt');
  await run('- claude: "/plan ${version}"\n  commit_required: false', {}, undefined, { version: '1.2' });
  expect(folder.read('prompt')).toBe('/plan 1.2');
});

test('the argument reaches a step in every quoting, and is never run', async () => {
  const argument = `it's $(touch hacked)`;
  await run(`- shell: printf '%s|' "$ARG" '$ARG' '\${ARG}' '\${ARG_1}' "$(printenv ARG_1)" > seen`, {}, argument);
  expect(folder.read('seen')).toBe(`${argument}|`.repeat(5));
  expect(folder.read('hacked')).toBe('');
});

test('a parameter may be what Prodigy numbers arguments by', async () => {
  const text = `- shell: printf '%s|' "$ARG" "$ARG_1" "$ARG_2" > seen`;
  await run(text, {}, 'a', { ARG_2: 'b' });
  expect(folder.read('seen')).toBe('a|a|b|');
  await run(text, {}, 'a', { ARG_1: 'own' });
  expect(folder.read('seen')).toBe('a|own||');
});

test('each line that a step prints is a record with its stream', async () => {
  await run('- shell: echo out; echo err >&2');
  expect(folder.log.lines.map(({ message, fields }) => [message, fields.stream]).sort()).toEqual([
    ['err', 'stderr'],
    ['out', 'stdout'],
  ]);
});

test('values of a run are data to the shell, whatever they hold', async () => {
  const name = `a"b'c $(touch hacked) \`touch hacked\`; touch hacked`;
  await run(`- shell: printf '%s' '\${item.name}' > seen`, { item: { name } });
  expect(folder.read('seen')).toBe(name);
  expect(folder.read('hacked')).toBe('');
});

test('an output is kept where the step says so, without its last line ends', async () => {
  expect(await run(`- shell: printf 'a\\nb\\n\\n'`)).toEqual({});
  expect(await run(`- shell: printf 'a\\nb\\n\\n'\n  capture_output: true`)).toMatchObject({ 'shell.output': 'a\nb' });
  expect(await run(`- shell: echo seven\n  capture_output: count`)).toMatchObject({
    'shell.output': 'seven',
    count: 'seven',
  });
});

test('a kept output of any length reaches a later step', async () => {
  const output = 'x'.repeat(3 * Limit.ENVIRONMENT_BYTES);
  await run(`- shell: printf '%s' "\${shell.output}" | wc -c > seen`, { 'shell.output': output });
  expect(folder.read('seen').trim()).toBe(String(output.length));
});

test('a step that fails says which it is, where it stands, and what it printed last', async () => {
  expect(await failure(`- shell: echo ok; echo 'no such test' >&2; exit 3`)).toBe(
    "setup step 'echo ok; echo 'no such test' >&2; exit 3' (line 1) failed with exit code 3: no such test",
  );
  expect(await failure(`- shell: seq 1 100; exit 1`)).toBe(
    "setup step 'seq 1 100; exit 1' (line 1) failed with exit code 1: 91\n92\n93\n94\n95\n96\n97\n98\n99\n100",
  );
  expect(await failure(`- shell: exit 1`)).toBe("setup step 'exit 1' (line 1) failed with exit code 1");
});

test('a step that takes too long is stopped and fails', async () => {
  expect(await failure(`- shell: echo begun; sleep 30\n  timeout: 1`)).toBe(
    "setup step 'echo begun; sleep 30' (line 1) was stopped after 1 s: begun",
  );
});

test('a step that must make a commit fails without one', async () => {
  expect(await failure(`- shell: echo nothing\n  commit_required: true`)).toBe(
    "setup step 'echo nothing' (line 1) must make a commit, got none: " +
      "commit in the step, or remove 'commit_required'",
  );
  expect(await run(`- shell: printf + >> HEAD\n  commit_required: true`)).toEqual({});
});

test('a value that cannot be handed to a shell fails the step', async () => {
  expect(await failure(`- shell: echo \${item}`, { item: 'a\0b' })).toBe(
    "setup step 'echo ${item}' (line 1) cannot run: " +
      "'${item}' must have no NUL character in a shell step: no variable can hold one",
  );
});

test('a step that is interrupted is neither done nor failed', async () => {
  const { step, setting } = folder.step('- shell: echo begun; sleep 30');
  const running = runStep(step, setting);
  while (folder.log.lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  folder.stop.abort();
  await expect(running).rejects.toThrow('interrupted');
});

describe('on_failure', () => {
  const loop = (more: string) => `
- shell: printf x >> runs; echo "run $(wc -c < runs)"; test -e fixed
  capture_output: true
  on_failure:
    claude: "/fix \${shell.exit_code}: \${shell.output}"
${more}`;

  test('runs the handler, then the step again, until it succeeds', async () => {
    folder.claude('printf x >> calls; [ "$(wc -c < calls)" -lt 2 ] || touch fixed');
    expect(await run(loop('    max_attempts: 5'))).toMatchObject({ 'shell.output': 'run 3' });
    expect(folder.read('calls')).toBe('xx');
  });

  test("tells the handler the failed command's output and exit code", async () => {
    folder.claude('for last; do :; done; printf %s "$last" > prompt; touch fixed');
    await run(loop(''));
    expect(folder.read('prompt')).toBe('/fix 1: run 1');
  });

  test('of an output too long for an argument the handler is told the end', async () => {
    folder.claude('for last; do :; done; printf %s "$last" > prompt; touch fixed');
    await run(`- shell: seq 1 100000; test -e fixed\n  on_failure: { claude: "\${shell.output}" }`);
    expect(folder.read('prompt')).toMatch(/^\[\d+ characters left out\]\n[\s\S]*\n99999\n100000$/);
  });

  test('runs the step at most max_attempts times, then fails where fail_workflow says so', async () => {
    folder.claude('printf x >> calls');
    expect(await failure(loop('    max_attempts: 3\n    fail_workflow: true'))).toMatch(
      /^setup step '.*' \(line 2\) failed with exit code 1: run 3$/,
    );
    expect([folder.read('runs'), folder.read('calls')]).toEqual(['xxx', 'xx']);
  });

  test('goes on with a warning where fail_workflow is not set', async () => {
    folder.claude('true');
    expect(await run(loop('    max_attempts: 2'))).toMatchObject({ 'shell.output': 'run 2' });
    expect(folder.log.messages('warn').at(-1)).toMatch(/run 2\nthe run goes on: 'fail_workflow' is not set$/);
  });

  test('a handler that fails fails the step where that is fatal', async () => {
    folder.claude('echo "no credit" >&2; exit 4');
    expect(await failure(loop('    handler_failure_fatal: true'))).toMatch(
      /^the on_failure handler of setup step '.*' \(line 2\) failed: setup step '.*' \(line \d\) failed with exit code 4: no credit$/,
    );
    expect(folder.read('runs')).toBe('x');
  });

  test('else it did not help, and the step is run again', async () => {
    folder.claude('touch fixed; echo "no credit" >&2; exit 4');
    expect(await run(loop(''))).toMatchObject({ 'shell.output': 'run 2' });
    expect(folder.log.messages('warn').at(-1)).toMatch(/ did not help: .* failed with exit code 4: no credit$/);
  });
});
