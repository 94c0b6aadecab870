import { findings, step } from '../findings-of';

const validate = (form: string) => step(`- shell: make\n  validate: ${form}`).validate;
const texts = (steps: readonly { command: { kind: string; text?: string } }[]) =>
  steps.map(({ command }) => [command.kind, command.text]);

test.each([
  [
    '[{shell: just check}, /check]',
    [
      ['shell', 'just check'],
      ['claude', '/check'],
    ],
  ],
  ['{commands: [{shell: just check}]}', [['shell', 'just check']]],
  ['{shell: just check}', [['shell', 'just check']]],
  ['{claude: /check}', [['claude', '/check']]],
  ['{command: just check}', [['shell', 'just check']]],
  ['{result_file: out.json}', []],
])('%s checks the work', (form, commands) => {
  expect(texts(validate(form)!.commands)).toEqual(commands);
  expect(validate(form)).toMatchObject({ threshold: 100, timeoutSeconds: undefined, onIncomplete: undefined });
});

test('a validation takes every key that it has', () => {
  const form = `
    claude: /check
    result_file: out.json
    threshold: 75
    timeout: 60
    on_incomplete:
      commands: [{claude: /complete, commit_required: true, continue_on_error: true}, make]
      max_attempts: 5
      fail_workflow: false
      commit_required: true
`;
  expect(validate(form)).toMatchObject({
    resultFile: 'out.json',
    threshold: 75,
    timeoutSeconds: 60,
    onIncomplete: {
      handler: [
        { step: { command: { text: '/complete' }, commitRequired: true }, continueOnError: true },
        { step: { command: { kind: 'shell', text: 'make' } }, continueOnError: false },
      ],
      maxAttempts: 5,
      failWorkflow: false,
      commitRequired: true,
    },
    position: { line: 3, column: 5 },
  });
});

test.each([
  ['{claude: /complete}', [['claude', '/complete']]],
  ['{shell: make}', [['shell', 'make']]],
  ['/complete', [['claude', '/complete']]],
  [
    '[/complete, {shell: make}]',
    [
      ['claude', '/complete'],
      ['shell', 'make'],
    ],
  ],
])('what is incomplete is completed by %s', (form, commands) => {
  const { onIncomplete } = validate(`{claude: /check, on_incomplete: ${form}}`)!;
  expect(texts(onIncomplete!.handler.map((own) => own.step))).toEqual(commands);
  expect(onIncomplete).toMatchObject({ maxAttempts: 2, failWorkflow: true, commitRequired: false });
});

test.each([
  ['make test', 1, ['shell', 'make test']],
  ['[make test, /check]', 2, ['shell', 'make test']],
  ['{commands: [{command: x, command_type: claude}, /check], success_criteria: any}', 1, ['claude', 'x']],
  ['{commands: [make test, /check, c], success_criteria: {atleast: 2}}', 2, ['shell', 'make test']],
])('the checks %s must pass', (form, atLeast, [kind, text]) => {
  const { stepValidate } = step(`- shell: make\n  step_validate: ${form}`);
  expect(stepValidate).toMatchObject({
    atLeast,
    maxAttempts: 1,
    retryDelaySeconds: 5,
    timeoutSeconds: undefined,
    ignoreFailure: false,
  });
  expect(stepValidate!.checks[0]).toEqual({ command: { kind, text }, exitCode: 0, output: undefined });
});

test('checks take every key that they have, and may be skipped', () => {
  const form = '{commands: [{command: x, expect_exit_code: 3, expect_output: ok}], max_attempts: 2, retry_delay: 0}';
  const text = `- shell: make\n  step_validate: ${form}\n  validation_timeout: 60\n  ignore_validation_failure: true`;
  expect(step(text).stepValidate).toEqual({
    checks: [{ command: { kind: 'shell', text: 'x' }, exitCode: 3, output: 'ok' }],
    atLeast: 1,
    maxAttempts: 2,
    retryDelaySeconds: 0,
    timeoutSeconds: 60,
    ignoreFailure: true,
  });
  expect(step(`${text}\n  skip_validation: true`).stepValidate).toBeUndefined();
});

test.each([
  [
    'validate: {threshold: 50}',
    "2:13: 'validate' must have a command or a 'result_file', got none: add 'shell' or 'claude'",
  ],
  ['validate: {shell: a, threshold: 101}', "2:35: 'threshold' must be a percentage from 0 to 100, got 101"],
  [
    'validate: {shell: a, on_incomplete: {max_attempts: 2}}',
    "2:39: 'on_incomplete' must have one command, got none: add 'shell' or 'claude'",
  ],
  ['validate: soon', '2:13: \'validate\' must be a list of steps or a mapping, got "soon"'],
  [
    'step_validate: {commands: [a], success_criteria: {atleast: 2}}',
    "2:62: 'atleast' must be at most the number of commands, 1, got 2",
  ],
  [
    'step_validate: {commands: [a], success_criteria: most}',
    "2:52: 'success_criteria' must be 'all', 'any' or {atleast: N}, got \"most\"",
  ],
])('%s is refused', (lines, finding) => {
  expect(findings(`- shell: make\n  ${lines}`)).toEqual([finding]);
});
