import { plainOnFailure } from '../../language/model/defaults';
import { usesClaude } from '../../language/uses-claude';
import type { Step, Workflow } from '../../language/workflow';
import { mapReduce, standard, step } from '../constructs/workflows-under-test';

const claude = step('/fix', 'claude');
const { position } = claude;
const handler = [{ step: claude, continueOnError: false }];
const validation = {
  resultFile: undefined,
  threshold: 100,
  timeoutSeconds: undefined,
  onIncomplete: undefined,
  position,
};
const having = (more: Partial<Step>): Workflow => ({ ...standard, commands: [{ ...step('make'), ...more }] });

test.each<[string, Workflow]>([
  ['a command', { ...standard, commands: [claude] }],
  ['a handler', having({ onFailure: plainOnFailure({ handler, position }) })],
  ['a step after success', having({ onSuccess: [claude] })],
  ['a step after an exit code', having({ onExitCode: { 3: [step('ls'), claude] } })],
  ['a validation', having({ validate: { ...validation, commands: [claude] } })],
  [
    'what completes the work',
    having({
      validate: {
        ...validation,
        commands: [],
        onIncomplete: { handler, maxAttempts: 2, failWorkflow: true, commitRequired: false },
      },
    }),
  ],
  [
    'a check',
    having({
      stepValidate: {
        checks: [{ command: { kind: 'claude', text: '/check' }, exitCode: 0, output: undefined }],
        atLeast: 1,
        maxAttempts: 1,
        retryDelaySeconds: 5,
        timeoutSeconds: undefined,
        ignoreFailure: false,
      },
    }),
  ],
  [
    'a loop',
    having({
      command: {
        kind: 'foreach',
        items: ['a'],
        steps: [step('ls'), claude],
        parallel: 1,
        continueOnError: false,
        maxItems: undefined,
      },
    }),
  ],
  ['setup', { ...mapReduce, setup: { ...mapReduce.setup, steps: [claude] } }],
  ['an item', { ...mapReduce, map: { ...mapReduce.map, agentTemplate: [claude] } }],
  ['reduce', { ...mapReduce, reduce: { steps: [claude], timeoutSeconds: undefined } }],
  ['merge', { ...standard, merge: { steps: [claude], timeoutSeconds: undefined } }],
])('Claude is called by %s', (_, workflow) => {
  expect(usesClaude(workflow)).toBe(true);
});

test.each<[string, Workflow]>([
  ['standard', standard],
  ['MapReduce', mapReduce],
])('a %s workflow of shell steps does without Claude', (_, workflow) => {
  expect(usesClaude(workflow)).toBe(false);
});
