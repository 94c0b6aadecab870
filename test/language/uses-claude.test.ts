import { usesClaude } from '../../language/uses-claude';
import type { Workflow } from '../../language/workflow';
import { mapReduce, standard, step } from '../constructs/workflows-under-test';

const claude = step('/fix', 'claude');
const handled = {
  ...step('make'),
  onFailure: { handler: claude.command, maxAttempts: 3, failWorkflow: true, commitRequired: true },
};

test.each<[string, Workflow]>([
  ['a command', { ...standard, commands: [claude] }],
  ['a handler', { ...standard, commands: [handled] }],
  ['setup', { ...mapReduce, setup: [claude] }],
  ['an item', { ...mapReduce, map: { ...mapReduce.map, agentTemplate: [claude] } }],
  ['reduce', { ...mapReduce, reduce: [claude] }],
  ['merge', { ...standard, merge: [claude] }],
])('Claude is called by %s', (_, workflow) => {
  expect(usesClaude(workflow)).toBe(true);
});

test.each<[string, Workflow]>([
  ['standard', standard],
  ['MapReduce', mapReduce],
])('a %s workflow of shell steps does without Claude', (_, workflow) => {
  expect(usesClaude(workflow)).toBe(false);
});
