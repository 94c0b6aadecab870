import { loadWorkflow } from '../../../../language/parse-workflow';
import type { MapReduceWorkflow } from '../../../../language/workflow';
import { outputsOf } from '../../../../runtime/engine/step/capture-outputs';
import { FakeWorld } from '../fake-world';

const ran = {
  output: 'one 1\ntwo 2\n',
  stderr: 'warning\n',
  combined: 'one 1\nwarning\ntwo 2\n',
  everything: '',
  complaint: '',
  exitCode: 0,
  timedOut: false,
  durationMs: 1,
};

function taken(form: string, output = ran.output): unknown {
  const file = `mode: mapreduce\nsetup: {commands: [{shell: ls}], capture_outputs: {V: ${form}}}
map: {input: a, agent_template: [{shell: ls}]}`;
  const { setup } = loadWorkflow(file, 'w.yml') as MapReduceWorkflow;
  return outputsOf(setup, 0, { ...ran, output }).V;
}

test.each([
  ['0', 'one 1\ntwo 2'],
  ['{command_index: 0, source: stderr}', 'warning'],
  ['{command_index: 0, source: both}', 'one 1\ntwo 2\nwarning'],
  ['{command_index: 0, source: combined}', 'one 1\nwarning\ntwo 2'],
  ['{command_index: 0, pattern: "two (\\\\d)"}', '2'],
  ['{command_index: 0, pattern: "(?i)TWO"}', 'two'],
  ['{command_index: 0, pattern: nine, default: "0"}', '0'],
  ['{command_index: 0, max_size: 3}', 'one'],
  ['{command_index: 0, multiline: join}', 'one 1 two 2'],
  ['{command_index: 0, multiline: first_line}', 'one 1'],
  ['{command_index: 0, multiline: last_line}', 'two 2'],
  ['{command_index: 0, multiline: array}', ['one 1', 'two 2']],
])('capture_outputs %s', (form, value) => {
  expect(taken(form)).toEqual(value);
});

test('a path takes a part of an output that is JSON', () => {
  const form = '{command_index: 0, json_path: a.0.b}';
  expect(taken(form, '{"a": [{"b": 7}]}')).toBe(7);
  expect(() => taken(form, '{"a": []}')).toThrow(
    new Error(
      "'capture_outputs.V' must find 'a.0.b' in the stdout of setup's step 0, found nothing: give it a default",
    ),
  );
  expect(() => taken(form, 'no JSON')).toThrow("'capture_outputs.V' must find 'a.0.b'");
});

test('setup leaves its outputs, and nothing else it captured, to map, reduce and merge', async () => {
  const world = new FakeWorld(`
mode: mapreduce
setup:
  commands:
    - shell: print 7
      capture: own
    - shell: |
        untracked items.json=["x"]
        print a-8
  capture_outputs: { COUNT: 0, NAME: { command_index: 1, pattern: "a-(.)" } }
map: { input: items.json, agent_template: [{ shell: "commit map-\${COUNT}-\${NAME}-\${own:-none}" }] }
reduce: [{ shell: "commit reduce-\${COUNT}-\${NAME}" }]
merge: [{ shell: "commit merge-\${COUNT}-\${NAME}" }]
`);
  expect(await world.process()).toBe('finished');
  expect(world.published).toEqual(expect.arrayContaining(['map-7-8-${own:-none}', 'reduce-7-8', 'merge-7-8']));
});
