import { findings, step } from '../findings-of';

const onFailure = (form: string) => step(`- shell: make\n  on_failure: ${form}`).onFailure;
const handler = (form: string) =>
  onFailure(form)?.handler.map(({ step: own, continueOnError }) => [own.command, continueOnError]);

const SHELL = { kind: 'shell', text: 'make clean' };
const CLAUDE = { kind: 'claude', text: '/fix' };

test.each([
  ['make clean', [[SHELL, false]]],
  ['/fix', [[CLAUDE, false]]],
  [
    '[make clean, /fix]',
    [
      [SHELL, false],
      [CLAUDE, false],
    ],
  ],
  [
    '[{shell: make clean, continue_on_error: true}, {claude: /fix}]',
    [
      [SHELL, true],
      [CLAUDE, false],
    ],
  ],
  ['{shell: make clean}', [[SHELL, false]]],
  [
    '{shell: make clean, claude: /fix}',
    [
      [SHELL, false],
      [CLAUDE, false],
    ],
  ],
  [
    '{commands: [make clean, {claude: /fix}]}',
    [
      [SHELL, false],
      [CLAUDE, false],
    ],
  ],
  ['{test: {command: make clean}, timeout: 5}', [[SHELL, false]]],
])('%s is a handler', (form, expected) => {
  expect(handler(form)).toEqual(expected);
  expect(onFailure(form)).toMatchObject({
    strategy: 'recovery',
    maxAttempts: 3,
    failWorkflow: false,
    commitRequired: true,
    capture: {},
    handlerFailureFatal: false,
  });
});

test('a handler takes every key that it has', () => {
  const form = `{commands: [/fix], strategy: fallback, max_attempts: 5, fail_workflow: true, commit_required: false,
    timeout: 60, capture: {log: handler_output}, handler_failure_fatal: true}`;
  expect(onFailure(form)).toMatchObject({
    strategy: 'fallback',
    maxAttempts: 5,
    failWorkflow: true,
    commitRequired: false,
    timeoutSeconds: 60,
    capture: { log: 'handler_output' },
    handlerFailureFatal: true,
    position: { line: 2, column: 15 },
  });
});

test('a whole step may handle a failure', () => {
  const [own] = onFailure('{shell: make clean, capture: log, working_dir: sub, on_failure: /fix}')!.handler;
  expect(own!.step).toMatchObject({
    capture: { name: 'log' },
    workingDir: 'sub',
    onFailure: { handler: [{ step: { command: CLAUDE } }] },
  });
});

test('the step runs again after recovery alone, unless it is told otherwise', () => {
  expect(onFailure('{shell: a, strategy: cleanup}')).toMatchObject({ maxAttempts: 1, failWorkflow: true });
  expect(onFailure('{shell: a, strategy: fallback}')).toMatchObject({ maxAttempts: 1, failWorkflow: false });
  expect(onFailure('{shell: a, strategy: custom, max_attempts: 2}')).toMatchObject({ maxAttempts: 2 });
  expect(onFailure('{shell: a, retry_original: false}')).toMatchObject({ maxAttempts: 1 });
  expect(onFailure('{shell: a, max_retries: 4}')).toMatchObject({ maxAttempts: 4 });
});

test('without a handler a failure is let go, or is none that is handled', () => {
  expect(onFailure('true')).toMatchObject({ handler: [], maxAttempts: 1, failWorkflow: false });
  expect(onFailure('false')).toBeUndefined();
  expect(onFailure('{fail_workflow: false}')).toMatchObject({ handler: [], maxAttempts: 1, failWorkflow: false });
  expect(onFailure('{fail_workflow: true}')).toMatchObject({ handler: [], failWorkflow: true });
});

test.each([
  ['[]', "2:15: 'on_failure' must be a list with at least one command, got []"],
  [
    '{commands: [/a], shell: b}',
    "2:15: 'on_failure' must have one command, got 'commands' and 'shell': add it to 'commands'",
  ],
  [
    '{strategy: retry, shell: a}',
    "2:26: 'strategy' must be 'recovery', 'fallback', 'cleanup' or 'custom', got \"retry\"",
  ],
  ['[{claude: 3}]', "2:25: 'claude' must be the text for Claude, got 3"],
  [
    '{shell: a, foreach: {foreach: a, do: [/b]}}',
    "2:15: 'on_failure' must have one command, got 'shell' and 'foreach': make two steps of it",
  ],
])('%s is refused', (form, finding) => {
  expect(findings(`- shell: make\n  on_failure: ${form}`)).toEqual([finding]);
});
