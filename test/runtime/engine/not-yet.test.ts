import { loadWorkflow } from '../../../language/parse-workflow';
import { notYetRun } from '../../../runtime/engine/not-yet';

const missing = (text: string) => notYetRun(loadWorkflow(text, 'w.yml'));
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
  'step_validate: {commands: [x], max_attempts: 2}',
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
    missing(
      'env: {A: 1}\nname: x\nmode: standard\ncommands: [/lint, {test: {command: ls}}, {write_file: {path: a, content: b}}, {foreach: {foreach: [a], do: [/b]}}]\nmerge: [/m]',
    ),
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
