import { DEFAULT_POLICY, DEFAULT_TIMEOUT, plainStep } from '../../language/model/defaults';
import type { MapReduceWorkflow, StandardWorkflow, Step } from '../../language/workflow';

export const step = (text: string, kind: 'shell' | 'claude' = 'shell'): Step =>
  plainStep({ label: text, command: { kind, text }, position: { line: 1, column: 1 }, keys: {} });

const nothing = { parameters: [], secrets: {}, envFiles: [], profiles: {}, profile: undefined, keys: {} };

export const standard: StandardWorkflow = {
  name: 'Fix tests',
  mode: 'standard',
  file: 'workflow.yaml',
  ...nothing,
  env: {},
  merge: undefined,
  commands: [step('true')],
};

export const mapReduce: MapReduceWorkflow = {
  name: 'Fix tests',
  mode: 'mapreduce',
  file: 'workflow.yaml',
  ...nothing,
  env: {},
  merge: undefined,
  setup: { steps: [], timeoutSeconds: undefined, captureOutputs: {} },
  map: {
    input: 'items.json',
    jsonPath: undefined,
    maxParallel: undefined,
    filter: undefined,
    sortBy: undefined,
    distinct: undefined,
    offset: 0,
    maxItems: undefined,
    agentTemplate: [step('true')],
    timeout: DEFAULT_TIMEOUT,
    position: { line: 1, column: 1 },
    keys: {},
  },
  reduce: { steps: [], timeoutSeconds: undefined },
  errorPolicy: DEFAULT_POLICY,
};
