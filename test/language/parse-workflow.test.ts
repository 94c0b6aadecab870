import { formatFinding } from '../../language/finding';
import {
  DEFAULT_POLICY,
  DEFAULT_STREAMS,
  DEFAULT_TIMEOUT,
  plainOnFailure,
  plainStep,
} from '../../language/model/defaults';
import { loadWorkflow, parseWorkflow } from '../../language/parse-workflow';

const findings = (text: string): string[] => {
  const result = parseWorkflow(text, 'w.yml');
  return [...(result.ok ? [] : result.errors), ...result.warnings].map(formatFinding);
};
const workflow = (text: string, file = 'w.yml') => {
  const result = parseWorkflow(text, file);
  if (!result.ok) throw new Error(result.errors.map(formatFinding).join('\n'));
  return result.workflow;
};
const step = (kind: 'shell' | 'claude', text: string, line: number, column: number) => ({
  ...plainStep({ label: text, command: { kind, text }, position: { line, column }, keys: {} }),
  keys: expect.any(Object),
});
const phase = (...steps: ReturnType<typeof step>[]) => ({ steps, timeoutSeconds: undefined });
const top = {
  file: 'w.yml',
  parameters: [],
  secrets: {},
  envFiles: [],
  profiles: {},
  profile: undefined,
  keys: expect.any(Object),
};
const written = (text: string) => ({ kind: 'text', text, secret: false });

describe('a standard workflow', () => {
  test('may be a bare list of steps, named after its file', () => {
    expect(workflow('- shell: just test\n- claude: /lint\n', 'flows/fix-tests.yml')).toEqual({
      mode: 'standard',
      name: 'fix-tests',
      ...top,
      file: 'flows/fix-tests.yml',
      env: {},
      merge: undefined,
      commands: [step('shell', 'just test', 1, 3), step('claude', '/lint', 2, 3)],
    });
  });

  test('takes every key that has a meaning', () => {
    const text = `
name: all
description: no meaning
mode: standard
env: {PORT: 8080, VERSION: 1.10, DEBUG: true, TEXT: "a b"}
commands:
  - name: Test it
    shell: just test
    commit_required: true
    capture_output: test_log
    timeout: 60
    on_failure: {claude: /fix, max_attempts: 5, fail_workflow: true, commit_required: false}
  - shell: |

      echo one
      echo two
    on_failure: {shell: make clean}
merge:
  commands:
    - claude: /merge
`;
    expect(workflow(text)).toEqual({
      mode: 'standard',
      name: 'all',
      ...top,
      env: { PORT: written('8080'), VERSION: written('1.10'), DEBUG: written('true'), TEXT: written('a b') },
      merge: phase(step('claude', '/merge', 20, 7)),
      commands: [
        {
          ...step('shell', 'just test', 7, 5),
          label: 'Test it',
          commitRequired: true,
          capture: { name: 'test_log', format: 'string', streams: DEFAULT_STREAMS },
          timeoutSeconds: 60,
          onFailure: plainOnFailure({
            handler: [{ step: step('claude', '/fix', 12, 17), continueOnError: false }],
            maxAttempts: 5,
            failWorkflow: true,
            commitRequired: false,
            position: { line: 12, column: 17 },
          }),
        },
        {
          ...step('shell', '\necho one\necho two\n', 13, 5),
          label: 'echo one',
          onFailure: plainOnFailure({
            handler: [{ step: step('shell', 'make clean', 17, 17), continueOnError: false }],
            position: { line: 17, column: 17 },
          }),
        },
      ],
    });
  });

  test('may be JSON', () => {
    expect(workflow('{"commands": [\n\t{"shell": "ls"}]}')).toMatchObject({ commands: [{ command: { text: 'ls' } }] });
  });
});

describe('a MapReduce workflow', () => {
  const map = (lines: string) => `mode: 'mapreduce'\nenv: {N: 7, WORD: many}\nmap:\n  input: items.json\n${lines}`;

  test('takes every key that has a meaning', () => {
    const text = `
name: parallel
mode: "mapreduce"
setup: [{shell: make items.json}]
map:
  input: items.json
  json_path: $.items[*]
  max_parallel: 3
  max_items: 10
  agent_template:
    commands:
      - claude: /work
reduce:
  - shell: cat out
merge: [{shell: git merge x}]
`;
    expect(workflow(text)).toEqual({
      mode: 'mapreduce',
      name: 'parallel',
      ...top,
      env: {},
      setup: { ...phase(step('shell', 'make items.json', 4, 9)), captureOutputs: {} },
      map: {
        input: 'items.json',
        jsonPath: '$.items[*]',
        filter: undefined,
        sortBy: undefined,
        distinct: undefined,
        offset: 0,
        maxParallel: 3,
        maxItems: 10,
        agentTemplate: [step('claude', '/work', 12, 9)],
        timeout: DEFAULT_TIMEOUT,
        position: { line: 6, column: 3 },
        keys: expect.any(Object),
      },
      reduce: phase(step('shell', 'cat out', 14, 5)),
      errorPolicy: DEFAULT_POLICY,
      merge: phase(step('shell', 'git merge x', 15, 9)),
    });
  });

  test('needs no more than map', () => {
    expect(workflow(map('  agent_template: [{shell: ls}]'))).toMatchObject({
      setup: phase(),
      map: { jsonPath: undefined, maxParallel: undefined, maxItems: undefined },
      reduce: phase(),
      merge: undefined,
    });
  });

  test.each([
    ['7', 7],
    ['"7"', 7],
    ['$N', 7],
    ['"${N}"', 7],
  ])('takes %s for max_parallel', (written, maxParallel) => {
    const text = map(`  max_parallel: ${written}\n  agent_template: [{shell: ls}]`);
    expect(workflow(text)).toMatchObject({ map: { maxParallel } });
  });

  test.each([
    ['0', "'max_parallel' must be a whole number from 1, or '$NAME' of a variable in 'env', got 0"],
    ['many', "'max_parallel' must be a whole number from 1, or '$NAME' of a variable in 'env', got \"many\""],
    ['$OTHER', "'max_parallel' must name a variable of 'env', got '$OTHER': add OTHER to 'env'"],
    ['$WORD', '\'max_parallel\' must be a whole number from 1, got "many"'],
  ])('refuses %s for max_parallel', (written, message) => {
    const text = map(`  max_parallel: ${written}\n  agent_template: [{shell: ls}]`);
    expect(findings(text)).toEqual([`w.yml:5:17: ${message}`]);
  });

  test('must have its map phase', () => {
    expect(findings('mode: mapreduce')).toEqual(["w.yml:1:1: 'map' must be a mapping, got nothing"]);
    expect(findings(map('  json_path: "$["\n  agent_template: [{shell: ls}]'))).toEqual([
      'w.yml:5:14: \'json_path\' must be a JSONPath expression (RFC 9535), got "$["',
    ]);
    expect(findings(map('  max_items: 1.5\n  agent_template: [{shell: ls}]'))).toEqual([
      "w.yml:5:14: 'max_items' must be a whole number from 1, got 1.5",
    ]);
    expect(findings(map('  agent_template: []'))).toEqual([
      "w.yml:5:19: 'agent_template' must be a list with at least one step, got []",
    ]);
    expect(findings('mode: mapreduce\nmap: {input: " ", agent_template: [{shell: ls}]}')).toEqual([
      'w.yml:2:14: \'input\' must be a file or a shell command that prints the items, got " "',
    ]);
  });

  test('has no commands, as a standard workflow has no map', () => {
    expect(findings(`${map('  agent_template: [{shell: ls}]')}\ncommands: []`)).toEqual([
      "w.yml:6:1: 'commands' belongs to standard files: remove 'mode: mapreduce', or move its steps to 'setup'",
    ]);
    expect(findings('commands: [{shell: ls}]\nmap: {}')).toEqual([
      "w.yml:2:1: 'map' belongs to MapReduce files: add 'mode: mapreduce', or remove it",
    ]);
  });

  test('is told by its mode, not by words in its text', () => {
    expect(workflow('# mode: mapreduce\n- shell: "echo agent_template: mode: mapreduce"').mode).toBe('standard');
    expect(findings('mode: parallel\ncommands: [{shell: ls}]')).toEqual([
      "w.yml:1:7: 'mode' must be 'standard' or 'mapreduce', got \"parallel\"",
    ]);
  });
});

test('unknown keys are ignored with a warning', () => {
  const result = parseWorkflow('- shell: ls\n  comit_required: true\n  colour: red', 'w.yml');
  expect(result.ok).toBe(true);
  expect(result.warnings.map(formatFinding)).toEqual([
    "w.yml:2:3: unknown key 'comit_required' is ignored: did you mean 'commit_required'?",
    "w.yml:3:3: unknown key 'colour' is ignored: the format has no such key here",
  ]);
});

test.each([
  ['- shell: 3', '1:10', "'shell' must be a shell command, got 3"],
  ['- claude: ""', '1:11', '\'claude\' must be the text for Claude, got ""'],
  ['- shell: "a\\0b"', '1:10', '\'shell\' must be a shell command, without NUL characters, got "a\\u0000b"'],
  ['- {shell: ls, name: [a]}', '1:21', '\'name\' must be a label, got ["a"]'],
  ['- {shell: ls, commit_required: yes}', '1:32', '\'commit_required\' must be true or false, got "yes"'],
  ['- {shell: ls, timeout: -1}', '1:24', "'timeout' must be a whole number of seconds from 1, got -1"],
  ['- {shell: ls, timeout: 10s}', '1:24', '\'timeout\' must be a whole number of seconds from 1, got "10s"'],
  [
    '- {shell: ls, capture_output: "a b"}',
    '1:31',
    '\'capture_output\' must be true, false or the name of a variable (letters, digits, _, - and dots), got "a b"',
  ],
  [
    '- {shell: ls, on_failure: 3}',
    '1:27',
    "'on_failure' must be true, false, a command, a list of commands or a mapping, got 3",
  ],
  ['- {shell: ls, on_failure: {}}', '1:27', "'on_failure' must have one command, got none: add 'shell' or 'claude'"],
  [
    '- {shell: ls, on_failure: {shell: a, max_attempts: 0}}',
    '1:52',
    "'max_attempts' must be a whole number from 1, got 0",
  ],
  ['- {shell: a, claude: b}', '1:3', "a step must have one command, got 'shell' and 'claude': make two steps of it"],
  ['- {name: a}', '1:3', "a step must have one command, got none: add 'shell' or 'claude'"],
  ['- 3', '1:3', 'step 1 must be a mapping, or the text of a slash command, got 3'],
  ['[]', '1:1', 'a workflow file must be a list with at least one step, got []'],
  ['', '1:1', 'a workflow file must be a list of steps or a mapping, got nothing'],
  ['hello', '1:1', 'a workflow file must be a list of steps or a mapping, got "hello"'],
  ['name: x', '1:1', "'commands' must be a list with at least one step, got nothing"],
  ['commands: ls', '1:11', '\'commands\' must be a list with at least one step, got "ls"'],
  ['{commands: [{shell: ls}], env: 3}', '1:32', "'env' must be a mapping of names to values, got 3"],
  ['{commands: [{shell: ls}], env: {A: }}', '1:36', "'A' must be text, a number, true or false, got null"],
  ['{commands: [{shell: ls}], env: {A: "\\0"}}', '1:36', '\'A\' must be text without NUL characters, got "\\u0000"'],
  [
    '{commands: [{shell: ls}], env: {A-B: x}}',
    '1:33',
    "a name in 'env' must have only letters, digits and _, and not start with a digit, got 'A-B'",
  ],
  [
    '{commands: [{shell: ls}], env: {PRODIGY_VALUE_1: x}}',
    '1:33',
    "a name in 'env' must not start with PRODIGY_VALUE_, got 'PRODIGY_VALUE_1': choose another name",
  ],
])('%s is an error with its place', (text, place, message) => {
  expect(findings(text)).toEqual([`w.yml:${place}: ${message}`]);
});

test('loading throws one error with every finding, a line each, in the order of the file', () => {
  const text = 'commands:\n  - shell: 3\n  - when: 3\n    shell: ls\nname: [x]\n';
  expect(() => loadWorkflow(text, 'w.yml')).toThrow(
    new Error(
      "w.yml:2:12: 'shell' must be a shell command, got 3\n" +
        "w.yml:3:11: 'when' must be a condition, got 3\n" +
        'w.yml:5:7: \'name\' must be a name, got ["x"]',
    ),
  );
  expect(loadWorkflow('- shell: ls', 'w.yml').name).toBe('w');
});
