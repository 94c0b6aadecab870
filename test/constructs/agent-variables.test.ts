import { agentVariables } from '../../constructs/agent-variables';
import type { AgentVariable } from '../../contract/agent-pod';

const mode: AgentVariable = { source: 'configMap', configMapName: 'settings', key: 'mode' };
const field = (path: string): AgentVariable => ({ source: 'field', path });

test('variables come from ConfigMaps and fields, and steps learn their names', () => {
  expect(agentVariables({ NODE: field('spec.nodeName'), MODE: mode })).toEqual([
    { name: 'MODE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'mode', optional: false } } },
    { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    { name: 'PRODIGY_STEP_VARIABLES', value: 'MODE,NODE' },
  ]);
  expect(agentVariables({})).toEqual([]);
});

test.each([
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  "metadata.labels['prodigy.io/run-id']",
  'status.podIP',
])('the field %s may be one', (path) => {
  expect(agentVariables({ A: field(path) })[0]).toEqual({ name: 'A', valueFrom: { fieldRef: { fieldPath: path } } });
});

test.each([
  'HOME',
  'PATH',
  'WORKFLOW_ID',
  'JOB_COMPLETION_INDEX',
  'ARG',
  'CLAUDE_API_KEY',
  'PRODIGY_POD_NAME',
  'GIT_SSH_COMMAND',
  'LD_PRELOAD',
  'NODE_OPTIONS',
])('the name %s is taken', (name) => {
  expect(() => agentVariables({ [name]: mode })).toThrow(
    new Error(`'variables' must have names of their own, got ${name}: it is taken, choose another`),
  );
});

test.each<[string, AgentVariable, string]>([
  ['a-b', mode, `'variables' must be named in letters, digits and underscores, got "a-b": write BUILD_MODE`],
  [
    'A',
    field('spec.containers'),
    "'variables' must name a field of the downward API, got spec.containers for A: write metadata.name, spec.nodeName, status.podIP or metadata.labels['team']",
  ],
  [
    'A',
    { source: 'configMap', configMapName: 'settings', key: 'a=b' },
    `'variables' must name a ConfigMap and its key as Kubernetes does, got "settings/a=b" for A: the value itself belongs into that ConfigMap`,
  ],
])('%s from %j is refused', (name, variable, message) => {
  expect(() => agentVariables({ [name]: variable })).toThrow(new Error(message));
});
