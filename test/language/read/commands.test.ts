import { findings, step } from '../findings-of';

test.each([
  ['- shell: ls', { kind: 'shell', text: 'ls' }],
  ['- claude: /lint', { kind: 'claude', text: '/lint' }],
  ['- test: {command: just test}', { kind: 'shell', text: 'just test' }],
  ['- command: /lint --all', { kind: 'claude', text: '/lint --all' }],
  ['- command: lint', { kind: 'claude', text: '/lint' }],
  ['- /implement-spec 12 --strict', { kind: 'claude', text: '/implement-spec 12 --strict' }],
  ['- implement-spec 12 --strict', { kind: 'claude', text: '/implement-spec 12 --strict' }],
  ['- {name: lint, args: [src, 3]}', { kind: 'claude', text: '/lint src 3' }],
  ['- {name: lint, options: {fix: true, quiet: false, level: 2}}', { kind: 'claude', text: '/lint --fix --level 2' }],
  ['- {name: a label, shell: ls}', { kind: 'shell', text: 'ls' }],
  ['- handler: {name: shell, attributes: {command: ls}}', { kind: 'shell', text: 'ls' }],
  ['- handler: {name: claude, attributes: {command: /lint}}', { kind: 'claude', text: '/lint' }],
])('%s runs what its author meant', (text, command) => {
  expect(step(text).command).toEqual(command);
});

test('a deprecated test is a shell command with its handler', () => {
  const text = '- test: {command: just test, on_failure: {claude: /fix, max_attempts: 5}}';
  expect(step(text)).toMatchObject({
    command: { kind: 'shell', text: 'just test' },
    onFailure: { handler: [{ step: { command: { kind: 'claude', text: '/fix' } } }], maxAttempts: 5 },
  });
  expect(findings(text)).toEqual(["1:3: 'test' is deprecated: write 'shell' with 'on_failure'"]);
});

test('metadata of an old step keeps its meaning', () => {
  const metadata = '{retries: 2, timeout: 60, continue_on_error: true, env: {A: 1.10}, commit_required: true}';
  expect(step(`- {name: lint, args: [], metadata: ${metadata}}`)).toMatchObject({
    command: { text: '/lint' },
    retry: { attempts: 3 },
    timeoutSeconds: 60,
    onFailure: { handler: [], maxAttempts: 1, failWorkflow: false },
    env: { A: '1.10' },
    commitRequired: true,
  });
});

test('a file is written with what the step says, else as text for everybody to read', () => {
  expect(step('- write_file: {path: out/a.txt, content: "${map.results}"}').command).toEqual({
    kind: 'write_file',
    path: 'out/a.txt',
    content: '${map.results}',
    format: 'text',
    mode: 0o644,
    createDirs: false,
  });
  const all = "- write_file: {path: a.json, content: x, format: json, mode: '0755', create_dirs: true}";
  expect(step(all)).toMatchObject({
    label: 'write_file a.json',
    command: { format: 'json', mode: 0o755, createDirs: true },
  });
});

test.each([
  ['/etc/passwd', '1:22'],
  ['a/../../b', '1:22'],
])('no file is written outside of the checkout: %s', (path, place) => {
  expect(findings(`- write_file: {path: ${path}, content: x}`)).toEqual([
    `${place}: 'path' must be a path inside the checkout, without '..', got "${path}"`,
  ]);
});

test('a loop has its values, or a command that prints them', () => {
  expect(step('- foreach: {foreach: [a, 2, true], do: [{shell: ls}, /lint]}').command).toMatchObject({
    kind: 'foreach',
    items: ['a', '2', 'true'],
    steps: [{ command: { text: 'ls' } }, { command: { text: '/lint' } }],
    parallel: 1,
    continueOnError: false,
    maxItems: undefined,
  });
  const all = '- foreach: {foreach: ls, do: [{shell: ls}], parallel: true, continue_on_error: true, max_items: 3}';
  expect(step(all).command).toMatchObject({
    items: { kind: 'shell', text: 'ls' },
    parallel: 10,
    continueOnError: true,
    maxItems: 3,
  });
  expect(step('- foreach: {foreach: [a], do: [{shell: ls}], parallel: 4}').command).toMatchObject({ parallel: 4 });
});

test.each([
  [
    '- analyze: {save: true}',
    "1:3: 'analyze' is no step any more since Prodigy 0.3: remove it, or call your own analysis with 'shell'",
  ],
  [
    '- goal_seek: {goal: x}',
    "1:3: 'goal_seek' is no step any more: write 'claude' with 'validate' and its 'on_incomplete'",
  ],
  [
    '- handler: {name: cargo, attributes: {command: test}}',
    "1:19: 'name' must be 'shell' or 'claude' (write what others do as a shell command), got \"cargo\"",
  ],
  [
    '- {shell: a, foreach: {foreach: a, do: [/b]}}',
    "1:3: a step must have one command, got 'shell' and 'foreach': make two steps of it",
  ],
  ['- foreach: {items: [a], do: [/b]}', "1:12: 'foreach' must be a list, or a command that prints one, got nothing"],
  ['- foreach: {foreach: [a], do: []}', "1:31: 'do' must be a list with at least one step, got []"],
  [
    '- write_file: {path: a, content: x, mode: 0644}',
    "1:43: 'mode' must be permissions in quotes, such as '0644', got 644",
  ],
  ['- {name: lint, args: x}', '1:22: \'args\' must be a list of texts, got "x"'],
  ['- {name: lint, args: [[]]}', "1:23: entry 1 of 'args' must be text, a number, true or false, got []"],
])('%s is refused with what to write instead', (text, finding) => {
  expect(findings(text)[0]).toBe(finding);
});

test('what has no effect is said', () => {
  expect(findings('- {shell: ls, args: [x], analysis: {force_refresh: true}}')).toEqual([
    "1:15: 'args' has no effect beside another command: write it into that command's text",
    "1:26: 'analysis' has no effect: analyses and their cache are gone since Prodigy 0.3",
  ]);
  expect(findings('- {shell: ls, capture_format: json, capture_streams: stdout}')).toEqual([
    "1:15: 'capture_format' has no effect without 'capture'",
    "1:37: 'capture_streams' has no effect without 'capture'",
  ]);
  expect(findings('- {shell: ls, allow_failure: true, cwd: x}')).toEqual([
    "1:15: unknown key 'allow_failure' is ignored: write 'on_failure: true' to go on after a failure",
    "1:36: unknown key 'cwd' is ignored: write 'working_dir'",
  ]);
  expect(findings('- {shell: ls, outputs: {a: {file_pattern: x}}}')).toEqual([
    "1:15: 'outputs' cannot be named by later steps: add an 'id'",
  ]);
});
