import { findings, step } from '../findings-of';

test('a step takes every key that says how it runs', () => {
  const text = `
- name: Build it
  id: build
  description: for people
  shell: make
  when: \${passed} == 'true'
  timeout: 60
  working_dir: frontend
  env: {VERSION: 1.10, DEBUG: true}
  output_file: out.log
  commit_required: true
  auto_commit: true
  outputs: {spec: {file_pattern: '*.md'}}
  commit_config:
    message_template: Build
    message_pattern: ^Build
    sign: true
    author: A Person <a@example.com>
    include_files: ['src/**']
    exclude_files: ['*.tmp']
    squash: true
`;
  expect(step(text)).toMatchObject({
    label: 'Build it',
    id: 'build',
    when: "${passed} == 'true'",
    timeoutSeconds: 60,
    workingDir: 'frontend',
    env: { VERSION: '1.10', DEBUG: 'true' },
    outputFile: 'out.log',
    commitRequired: true,
    autoCommit: true,
    outputs: { spec: { filePattern: '*.md' } },
    commit: {
      messageTemplate: 'Build',
      messagePattern: '^Build',
      sign: true,
      author: 'A Person <a@example.com>',
      includeFiles: ['src/**'],
      excludeFiles: ['*.tmp'],
      squash: true,
    },
    position: { line: 2, column: 3 },
    keys: { when: { line: 6, column: 3 }, commit_config: { line: 14, column: 3 } },
  });
});

const ALL = { stdout: true, stderr: false, exitCode: true, success: true, duration: true };

test.each([
  ['capture_output: false', undefined],
  ['capture_output: true', { name: undefined, format: 'string', streams: ALL }],
  ['capture_output: log', { name: 'log', format: 'string', streams: ALL }],
  ['capture: log', { name: 'log', format: 'string', streams: ALL }],
  ['capture: log, capture_output: true', { name: 'log', format: 'string', streams: ALL }],
  ['capture: log, capture_format: json', { name: 'log', format: 'json', streams: ALL }],
  [
    'capture: log, capture_streams: {stderr: true, exit_code: false}',
    { name: 'log', format: 'string', streams: { ...ALL, stderr: true, exitCode: false } },
  ],
  [
    'capture: log, capture_streams: "stdout, stderr"',
    {
      name: 'log',
      format: 'string',
      streams: { stdout: true, stderr: true, exitCode: false, success: false, duration: false },
    },
  ],
])('{%s} is kept', (keys, capture) => {
  expect(step(`- {shell: ls, ${keys}}`).capture).toEqual(capture);
});

test.each([
  ['fixed', { kind: 'fixed', delayMs: 1000 }],
  ['exponential', { kind: 'exponential', initialMs: 1000, base: 2 }],
  ['{linear: {increment: 2s}}', { kind: 'linear', initialMs: 1000, incrementMs: 2000 }],
  ['{exponential: {base: 3}}', { kind: 'exponential', initialMs: 1000, base: 3 }],
  ['fibonacci', { kind: 'fibonacci', initialMs: 1000 }],
  ['{custom: {delays: [1s, 1m 30s]}}', { kind: 'custom', delaysMs: [1000, 90_000] }],
  ['{type: custom, delays: [1s]}', { kind: 'custom', delaysMs: [1000] }],
  ['{type: fixed, delay: 5s}', { kind: 'fixed', delayMs: 5000 }],
])('a step is retried with pauses: %s', (backoff, expected) => {
  expect(step(`- shell: ls\n  retry: {backoff: ${backoff}}`).retry).toEqual({
    attempts: 3,
    backoff: expected,
    maxDelayMs: 30_000,
    jitter: 0,
    retryOn: [],
    budgetMs: undefined,
    onFailure: 'stop',
  });
});

test('a retry takes every key that it has', () => {
  const retry = `{attempts: 5, initial_delay: 2s, max_delay: 1m, jitter: true, jitter_factor: 0.5,
    retry_on: [network, {pattern: busy}], retry_budget: 5m, on_failure: {fallback: {command: make slow}}}`;
  expect(step(`- shell: ls\n  retry: ${retry}`).retry).toEqual({
    attempts: 5,
    backoff: { kind: 'exponential', initialMs: 2000, base: 2 },
    maxDelayMs: 60_000,
    jitter: 0.5,
    retryOn: ['network', { pattern: 'busy' }],
    budgetMs: 300_000,
    onFailure: { fallback: 'make slow' },
  });
  expect(step('- shell: ls\n  retry: {jitter: true, on_failure: continue}').retry).toMatchObject({
    jitter: 0.3,
    onFailure: 'continue',
  });
});

test('steps follow success and exit codes, one or several', () => {
  const text = `
- shell: make
  on_success:
    shell: make release
    on_success: {shell: make test, on_failure: /fix}
  on_exit_code:
    0: /done
    101: [{claude: /fix}, {shell: make clean}]
`;
  expect(step(text)).toMatchObject({
    onSuccess: [
      {
        command: { text: 'make release' },
        onSuccess: [{ command: { text: 'make test' }, onFailure: { handler: [{ step: { label: '/fix' } }] } }],
      },
    ],
    onExitCode: {
      0: [{ command: { kind: 'claude', text: '/done' } }],
      101: [{ command: { text: '/fix' } }, { command: { text: 'make clean' } }],
    },
  });
});

test.each([
  ['when: "${a} =="', /^1:2\d: 'when' must have /],
  [
    'retry: {backoff: {}}',
    "1:32: 'backoff' must have one kind (fixed, linear, exponential, fibonacci, custom), got none",
  ],
  [
    'retry: {backoff: {fixed: {}, type: linear}}',
    "1:32: 'backoff' must have one kind (fixed, linear, exponential, fibonacci, custom), got 'type' and 'fixed'",
  ],
  [
    'retry: {backoff: often}',
    "1:32: 'backoff' must be 'fixed', 'linear', 'exponential', 'fibonacci', 'custom' or a mapping, got \"often\"",
  ],
  ['retry: {initial_delay: 5}', "1:38: 'initial_delay' must be a time such as 30s, 1m 30s or 500ms, got 5"],
  ['retry: {initial_delay: 5x}', "1:39: 'initial_delay' must have ms, s, m, h, d or w behind each number, got 'x'"],
  [
    'retry: {retry_on: [disk]}',
    "1:34: entry 1 of 'retry_on' must be 'network', 'timeout', 'server_error', 'rate_limit' or {pattern: …}, got \"disk\"",
  ],
  ['retry: {jitter_factor: 2}', "1:38: 'jitter_factor' must be a number from 0 to 1, got 2"],
  ['on_exit_code: {any: /x}', "1:30: a key of 'on_exit_code' must be an exit code, got 'any'"],
  ['capture: a, capture_output: b', "1:24: 'capture' and 'capture_output' must give one name, got 'a' and 'b'"],
  [
    'capture: a, capture_format: xml',
    "1:43: 'capture_format' must be 'string', 'json', 'lines', 'number' or 'boolean', got \"xml\"",
  ],
  [
    'capture: a, capture_streams: all',
    '1:44: \'capture_streams\' must be a mapping, or some of stdout,stderr,exit_code,success,duration, got "all"',
  ],
  [
    'env: {A-B: x}',
    "1:21: a name in 'env' must have only letters, digits and _, and not start with a digit, got 'A-B'",
  ],
  ['commit_config: {author: me}', "1:39: 'author' must be 'Name <address>', got \"me\""],
  ['id: 3', "1:19: 'id' must be a name (letters, digits, _, - and dots), got 3"],
])('{shell: ls, %s} is refused', (keys, finding) => {
  const [first] = findings(`- {shell: ls, ${keys}}`);
  if (finding instanceof RegExp) expect(first).toMatch(finding);
  else expect(first).toBe(finding);
});
