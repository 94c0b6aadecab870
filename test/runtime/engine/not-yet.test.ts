import { loadWorkflow } from '../../../language/parse-workflow';
import { mustBeRunnable, notYetRun } from '../../../runtime/engine/not-yet';

const missing = (text: string) =>
  notYetRun(loadWorkflow(text, 'w.yml')).map(({ message, line, column }) => {
    expect(message).toMatch(/ is not run yet by this version: remove it, or run this file with a later version$/);
    return `${line}:${column} ${message.replace(/^'(.*)' is not run yet.*$/, '$1')}`;
  });
const step = (keys: string) => missing(`- shell: ls\n  ${keys}`);
const map = (lines: string) => missing(`mode: mapreduce\nmap:\n  input: a\n  agent_template: [{shell: ls}]\n${lines}`);

test.each([
  'name: a label',
  'description: x',
  'id: x',
  'commit_required: true',
  'capture_output: true',
  'capture_output: log',
  'capture_output: false',
  'timeout: 5',
  'outputs: {a: {file_pattern: x}}',
  'retry: {attempts: 2}',
  'auto_commit: true',
  'commit_config: {squash: true}',
  'skip_validation: true',
  'validate: {shell: x, on_incomplete: {shell: y}}',
  'on_failure: true',
  'on_failure: false',
  'on_failure: /fix',
  'on_failure: [make clean]',
  'on_failure: {claude: /fix, max_attempts: 5, fail_workflow: true, commit_required: false}',
])('a step with %s runs', (keys) => {
  expect(step(keys)).toEqual([]);
});

test('whole files of what the engine runs are run', () => {
  expect(
    missing('env: {A: 1}\nname: x\nmode: standard\ncommands: [/lint, {test: {command: ls}}]\nmerge: [/m]'),
  ).toEqual([]);
  const mapReduce = `setup: {commands: [{shell: a}]}\nreduce: [{shell: b}]\nmerge: {commands: [{shell: c}]}
error_policy: {on_item_failure: dlq, continue_on_failure: true, error_collection: aggregate}`;
  expect(map(mapReduce)).toEqual([]);
  expect(
    map(
      '  filter: a == 1\n  sort_by: a\n  distinct: a\n  offset: 1\n  max_items: 2\n  json_path: $\n  max_parallel: 3',
    ),
  ).toEqual([]);
});

test.each([
  'error_policy: {on_item_failure: retry, retry_config: {max_attempts: 2}, circuit_breaker: {timeout: 5s}}',
  'max_failures: 3',
  'error_collection: immediate',
  '  agent_timeout_secs: 5',
  '  timeout_config: {command_timeouts: {shell: 5}, timeout_policy: Hybrid, timeout_action: Skip}',
])('a MapReduce file with %s runs', (line) => {
  expect(map(line)).toEqual([]);
});

test.each([['step_validate: x', 'step_validate']])(
  'a step with %s does not run, and its key is the place',
  (keys, key) => {
    expect(step(keys)).toEqual([`2:3 ${key}`]);
  },
);

test('commands that are no process run, and what they consist of is looked at', () => {
  expect(missing('- write_file: {path: a, content: b}')).toEqual([]);
  expect(missing('- name: x\n  foreach: {foreach: [a], do: [/b]}')).toEqual([]);
  expect(missing('- foreach: {foreach: [a], do: [{shell: b, step_validate: x}]}')).toEqual(['1:43 step_validate']);
});

test('what validates and completes the work of a step is looked at', () => {
  expect(step('validate: {commands: [{shell: a, step_validate: x}]}')).toEqual(['2:36 step_validate']);
  expect(step('validate: {shell: a, on_incomplete: [{shell: b, step_validate: x}]}')).toEqual(['2:51 step_validate']);
});

test('a handler that is a step of another kind does not run', () => {
  expect(step('on_failure: {shell: a, step_validate: x}')).toEqual(['2:26 step_validate']);
});

test.each([
  ['setup: {commands: [{shell: a, step_validate: x}]}', '5:31 step_validate'],
  ['reduce: [{shell: a, step_validate: x}]', '5:21 step_validate'],
])('a MapReduce file with %s does not run', (line, place) => {
  expect(map(line)).toEqual([place]);
});

test('steps of items are looked at too', () => {
  const text = 'mode: mapreduce\nmap: {input: a, agent_template: [{shell: ls, step_validate: x}]}';
  expect(missing(text)).toEqual(['2:46 step_validate']);
});

test('what cannot run is told with every place', () => {
  const workflow = loadWorkflow('- {shell: ls, step_validate: x}\n- {shell: ls, step_validate: x}', 'w.yml');
  expect(() => mustBeRunnable(workflow)).toThrow(
    new Error(
      "w.yml:1:15: 'step_validate' is not run yet by this version: remove it, or run this file with a later version\n" +
        "w.yml:2:15: 'step_validate' is not run yet by this version: remove it, or run this file with a later version",
    ),
  );
});
