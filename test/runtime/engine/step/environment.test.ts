import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Limit } from '../../../../contract/limits';
import { runStep } from '../../../../runtime/engine/run-step';
import type { StepFailed } from '../../../../runtime/engine/step-failed';
import { StepFolder } from '../step-setting';

let folder: StepFolder;
beforeEach(() => {
  folder = new StepFolder();
});
afterEach(() => folder.remove());

const workflow = (top: string, step: string) => `${top}\ncommands:\n  - ${step}`;

test('of a variable that several places set, the last of files, env, step and secrets counts', async () => {
  folder.write('a.env', 'V1=file\nV2=file\nV3=file\nV4=file\nV5=file\n');
  folder.secrets = { V5: 'secret' };
  const top = `env_files: [a.env, missing.env]
env: {V2: env, V3: env, V4: env, V5: env}
secrets: {V5: TOKEN}`;
  await folder.run(workflow(top, 'shell: echo $V1 $V2 $V3 $V4 $V5 > seen\n    env: {V4: step, V5: step}'));
  expect(folder.read('seen')).toBe('file env env step secret\n');
});

test('an env file has lines of NAME=value, with quotes, comments and export', async () => {
  folder.write('a.env', `# A=no\nA = x y \nexport B="q 'r'"\nC='$HOME'\r\nD=\nnot a line\n1X=no\n`);
  await folder.run(workflow('env_files: [a.env]', `shell: printf '%s|' "$A" "$B" "$C" "\${D-unset}" > seen`));
  expect(folder.read('seen')).toBe(`x y|q 'r'|$HOME||`);
});

test('env of a step may name values of the run, which stay data', async () => {
  const name = '$(touch hacked)';
  await folder.run(`- shell: printf %s "$NAME" > seen\n  env: {NAME: "<\${item.name}>"}`, { item: { name } });
  expect(folder.read('seen')).toBe(`<${name}>`);
  expect(folder.read('hacked')).toBe('');
});

test('env of a step wins over a parameter of that name, as variable and as reference', async () => {
  const text = `- shell: echo "$level \${level}" > seen\n  env: {level: own}`;
  const { step, setting } = folder.step(text, {}, undefined, { level: 'given' });
  await runStep(step, setting);
  expect(folder.read('seen')).toBe('own own\n');
});

test('a handler sees env of its step', async () => {
  await folder.run(`- shell: test -e fixed\n  env: {A: x}\n  on_failure: {shell: 'echo $A > seen; touch fixed'}`);
  expect(folder.read('seen')).toBe('x\n');
});

test('a variable may be what a command prints, for each step anew or once', async () => {
  const top = `env:
  BASE: b
  EACH: {command: 'printf x >> each; echo $BASE-$(wc -c < each)'}
  ONCE: {command: 'printf x >> once; wc -c < once', cache: true}`;
  const text = workflow(top, 'shell: echo $EACH $ONCE >> seen');
  await folder.run(text);
  await folder.run(text);
  expect(folder.read('seen')).toBe('b-1 1\nb-2 1\n');
});

test('a command of a variable runs once for a step, whatever of the step asks for it, and anew for each step', async () => {
  const top = "env: {N: {command: 'printf x >> calls; wc -c < calls'}}";
  const step = `shell: echo "$N $OWN" | tee -a seen; test -e mended
    when: \${N} > 0
    env: {OWN: "\${N}"}
    output_file: out-\${N}
    on_failure: {shell: 'echo "$N" >> seen; touch mended'}
    on_success: {shell: 'echo "$N" >> seen'}`;
  await folder.run(workflow(top, step));
  expect(folder.read('seen')).toBe('1 1\n2\n1 1\n3\n');
  expect(folder.read('out-1')).toBe('1 1\n');
});

describe('the command of a variable is stopped', () => {
  const slow = (step: string) => workflow("env: {A: {command: 'echo waits >&2; sleep 30'}}", step);
  const STOPPED =
    /^(setup step '.*' \(line \d\) cannot run: )?'env.A' must have a command that ends within the step's time, got one that was stopped after \d s: make it faster, or raise 'timeout': waits$/;

  test.each([
    ['a command', 'shell: touch ran'],
    ['a file', 'write_file: {path: ran, content: x}'],
    ['values', 'foreach: {foreach: [a], do: [{shell: touch ran}]}'],
    ['a condition', "shell: touch ran\n    when: ${A} == 'x'"],
    ['a variable of its own', 'shell: touch ran\n    env: {B: "${A}"}'],
  ])('when the time of the step is up that needs it for %s', async (_, step) => {
    expect(await folder.failure(slow(`${step}\n    timeout: 1`))).toMatch(STOPPED);
    expect(folder.read('ran')).toBe('');
  });

  test('when the time of what is around the step is up', async () => {
    const { step, setting } = folder.step(slow('shell: touch ran'));
    const failed = await runStep(step, { ...setting, deadline: Date.now() + 300 }).catch((error: StepFailed) => error);
    expect(failed).toMatchObject({ errorType: 'Timeout', message: expect.stringMatching(STOPPED) });
  });

  test('and its step may be executed again', async () => {
    const top = "env: {A: {command: 'test -e there || { touch there; sleep 30; echo late; exit; }; echo x'}}";
    const keys = '\n    timeout: 1\n    retry: {attempts: 2, initial_delay: 1ms, retry_on: [timeout]}';
    await folder.run(workflow(top, `shell: printf $A > seen${keys}`));
    expect(folder.read('seen')).toBe('x');
  });

  test('and takes its time from the command that needs it', async () => {
    const text = workflow("env: {A: {command: 'sleep 1.2'}}", 'shell: sleep 1.2; touch ran\n    timeout: 2');
    expect(await folder.failure(text)).toMatch(/ was stopped after 1 s$/);
    expect(folder.read('ran')).toBe('');
  });
});

test('a variable whose command fails fails the step', async () => {
  const text = workflow("env: {A: {command: 'echo no such thing >&2; exit 3'}}", 'shell: echo');
  expect(await folder.failure(text)).toBe(
    "setup step 'echo' (line 3) cannot run: 'env.A' must have a command that succeeds, got exit code 3: no such thing",
  );
});

test('a variable whose command fails without a word is told without one', async () => {
  const text = workflow("env: {A: {command: 'exit 3'}}", 'shell: echo');
  expect(await folder.failure(text)).toMatch(/ must have a command that succeeds, got exit code 3$/);
});

test('a variable may depend on a condition, which sees variables and captures', async () => {
  const top = `env: {MODE: fast, A: {condition: "\${MODE} == 'fast' && \${n} > 2", when_true: yes-a, when_false: no-a}}`;
  const text = workflow(top, 'shell: echo $A >> seen');
  await folder.run(text, { n: '3' });
  await folder.run(text);
  expect(folder.read('seen')).toBe('yes-a\nno-a\n');
});

test('a step knows its checkout and its iteration', async () => {
  await folder.run('- shell: echo "$PRODIGY_WORKTREE $PROJECT_ROOT ${WORKTREE} ${ITERATION}" > seen');
  expect(folder.read('seen')).toBe(`${folder.path} ${folder.path} ${folder.path} 1\n`);
});

describe('secrets', () => {
  const top = 'secrets: {TOKEN: MY_TOKEN}\nenv: {PIN: {value: "it\'s 4711", secret: true}}';
  beforeEach(() => {
    folder.secrets = { TOKEN: 's3cret/value' };
  });
  const logged = () => JSON.stringify(folder.log.lines);

  test('reach shell and claude steps as variables, and no argument', async () => {
    await folder.run(workflow(top, 'shell: printf %s "$TOKEN" > seen'));
    expect(folder.read('seen')).toBe('s3cret/value');
    folder.claude('printf "%s|" "$@" > arguments; printf %s "$TOKEN" > seen-by-claude');
    await folder.run(workflow(top, 'claude: "/use ${TOKEN} ${env.TOKEN} ${PIN}"'));
    expect(folder.read('seen-by-claude')).toBe('s3cret/value');
    expect(folder.read('arguments')).toContain('/use ${TOKEN} ${env.TOKEN} ${PIN}');
  });

  test('are hidden in the log, in captures and in what a failure says', async () => {
    const print = 'echo "$TOKEN $PIN"; printf %s "$TOKEN" | base64; echo "$TOKEN" >&2';
    expect(await folder.run(workflow(top, `shell: ${print}\n    capture_output: it`))).toMatchObject({
      it: '*** ***\n***',
    });
    expect(await folder.failure(workflow(top, `shell: ${print}; exit 1`))).toMatch(/ failed with exit code 1: \*\*\*$/);
    expect(logged()).toContain('***');
    expect(logged()).not.toMatch(/s3cret|4711|czNjcmV0/);
  });

  test.each([
    ['a command prints', "{command: 'echo pr1nted-canary', secret: true}"],
    ['a command prints once', "{command: 'echo pr1nted-canary', cache: true, secret: true}"],
    ['a condition chooses', "{condition: 'true', when_true: pr1nted-canary, when_false: none, secret: true}"],
  ])('are also what %s, where the variable says so', async (_, value) => {
    const computed = `env: {TOKEN: ${value}}`;
    expect(
      await folder.run(workflow(computed, 'shell: echo "$TOKEN" | tee seen\n    capture_output: it')),
    ).toMatchObject({ it: '***' });
    expect(folder.read('seen')).toBe('pr1nted-canary\n');
    folder.claude('printf "%s|" "$@" > arguments');
    await folder.run(workflow(computed, 'claude: "/use ${TOKEN} ${env.TOKEN}"'));
    expect(folder.read('arguments')).toContain('/use ${TOKEN} ${env.TOKEN}');
    expect(logged()).not.toContain('pr1nted');
  });

  test.each(['stdout', 'stderr'])('are hidden where a long line of %s is handed on in two pieces', async (stream) => {
    const redirect = stream === 'stderr' ? ' >&2' : '';
    const print = `head -c 16380 /dev/zero | tr '\\0' x${redirect}; echo "$TOKEN and more"${redirect}`;
    await folder.run(workflow(top, `shell: |\n      ${print}`));
    expect(folder.log.messages().join('')).toBe(`${'x'.repeat(16380)}*** and more`);
    expect(folder.log.lines.map(({ fields }) => fields.stream)).toEqual([stream, stream]);
  });

  test('are hidden in the end of an output that was cut within one', async () => {
    const print = `printf %s "$TOKEN"; head -c ${Limit.STEP_OUTPUT_BYTES - 7} /dev/zero | tr '\\0' x`;
    const { it } = await folder.run(workflow(top, `shell: |\n      ${print}\n    capture_output: it`));
    expect(String(it).slice(0, 12)).toBe('***xxxxxxxxx');
  });

  test('are hidden in what the command of a variable complains of', async () => {
    const env = `env:
  FIRST: {command: 'echo first-canary', secret: true}
  SECOND: {command: 'echo "$FIRST $PLAIN s3cret/value own-canary" >&2; echo own-canary; exit 3', secret: true}`;
    expect(await folder.failure(workflow(`secrets: {TOKEN: MY_TOKEN}\n${env}`, 'shell: echo'))).toBe(
      "setup step 'echo' (line 6) cannot run: 'env.SECOND' must have a command that succeeds, got exit code 3: ***  *** ***",
    );
  });

  test('are known to the command of a variable', async () => {
    const env = 'env: {AUTH: {command: \'echo "Bearer $TOKEN"\', secret: true}}';
    const text = workflow(`secrets: {TOKEN: MY_TOKEN}\n${env}`, 'shell: echo "$AUTH" | tee seen');
    await folder.run(text);
    expect(folder.read('seen')).toBe('Bearer s3cret/value\n');
    expect(folder.log.messages()).toEqual(['***']);
  });

  test('are read from where a value of env refers to, not the reference itself', async () => {
    const text = workflow('env: {TOKEN: {secret: true, value: "${GITHUB_TOKEN}"}}', 'shell: echo "$TOKEN" | tee seen');
    await folder.run(text);
    expect(folder.read('seen')).toBe('s3cret/value\n');
    expect(folder.log.messages()).toEqual(['***']);
  });

  test("Claude's key is hidden too", async () => {
    folder.claude('echo "key is $ANTHROPIC_API_KEY"');
    expect(await folder.run('- claude: /do\n  capture_output: it')).toMatchObject({ it: 'key is ***' });
    expect(logged()).not.toContain('sk-canary');
  });
});

describe('working_dir', () => {
  test('is a folder of the checkout, and may name values', async () => {
    folder.write('sub/deep/file', '');
    await folder.run(`- shell: pwd > ../seen\n  working_dir: sub/\${item}`, { item: 'deep' });
    expect(folder.read('sub/seen')).toBe(`${folder.path}/sub/deep\n`);
  });

  test.each(['/', '..', 'sub/../..', 'link', 'none', 'file', '${item}'])('%s is refused', async (path) => {
    folder.write('file', '');
    symlinkSync('/tmp', join(folder.path, 'link'));
    expect(await folder.failure(`- shell: touch ran\n  working_dir: ${path}`, { item: '/etc' })).toBe(
      `setup step 'touch ran' (line 1) cannot run: 'working_dir' must be a folder of the checkout, ` +
        `got ${path === '${item}' ? '/etc' : path}: make it in a step before`,
    );
    expect(folder.read('ran')).toBe('');
  });
});

describe('when', () => {
  test.each([
    ['${n} > 2', true],
    ["${mode} == 'fast' && ${n} == 3", true],
    ['${n} > 3', false],
    ['${never.set}', false],
    ["${never} != 'x'", false],
    ["${WHO} == 'Ada'", true],
    ["${TOKEN} == 'abc'", true],
  ])('%s: %s', async (when, runs) => {
    folder.secrets = { TOKEN: 'abc' };
    const text = workflow(
      'env: {WHO: Ada}\nsecrets: {TOKEN: T}',
      `shell: printf yes > ran; echo out\n    when: "${when}"\n    capture_output: x`,
    );
    const captures = await folder.run(text, { n: '3', mode: 'fast' });
    expect([folder.read('ran'), captures.x]).toEqual(runs ? ['yes', 'out'] : ['', undefined]);
  });

  test('a step that is skipped says so', async () => {
    await folder.run('- shell: touch ran\n  when: ${n} > 3\n  commit_required: true');
    expect(folder.log.messages()).toEqual(['skipped, since its condition does not hold: ${n} > 3']);
  });
});
