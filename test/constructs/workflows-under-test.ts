import type { MapReduceWorkflow, StandardWorkflow, Step } from '../../language/workflow';

export const step = (text: string, kind: 'shell' | 'claude' = 'shell'): Step => ({
  label: text,
  command: { kind, text },
  commitRequired: false,
  capture: false,
  timeoutSeconds: undefined,
  onFailure: undefined,
  position: { line: 1, column: 1 },
});

export const standard: StandardWorkflow = {
  name: 'Fix tests',
  mode: 'standard',
  env: {},
  merge: undefined,
  commands: [step('true')],
};

export const mapReduce: MapReduceWorkflow = {
  name: 'Fix tests',
  mode: 'mapreduce',
  env: {},
  merge: undefined,
  setup: [],
  map: {
    input: 'items.json',
    jsonPath: undefined,
    maxParallel: undefined,
    maxItems: undefined,
    agentTemplate: [step('true')],
  },
  reduce: [],
};
