import { budgetOf, type Decision, decisionOf, gravest } from '../../../review/diff/decision';
import type { DiffFinding } from '../../../review/diff/finding';
import { VERDICTS } from '../../../review/diff/verdict';
import { parseDiffPolicy } from '../../../stacks/diff-policy';

const finding = (verdict: DiffFinding['verdict'], target = 'edge'): DiffFinding => ({
  ...{ verdict, target, object: 'Job/a', file: 'a.yaml', message: 'm', source: 's', changes: [] },
});

test.each<[string, Decision]>([
  ['rejected data-loss', 'must-not-merge'],
  ['wider-rights replacement run-removed credential-reference', 'needs-a-human'],
  ['new-run cost in-place cosmetic', 'nothing-of-note'],
])('without a policy %s: %s', (verdicts, expected) => {
  const found = VERDICTS.filter((verdict) => decisionOf(finding(verdict), {}) === expected);
  expect(found.join(' ')).toBe(verdicts);
});

test('the gravest finding decides, and none is nothing of note', () => {
  expect(gravest([], {})).toBe('nothing-of-note');
  expect(gravest([finding('cosmetic'), finding('replacement')], {})).toBe('needs-a-human');
  expect(gravest([finding('rejected'), finding('replacement')], {})).toBe('must-not-merge');
});

test('a policy decides for every target, and otherwise for one', () => {
  const text =
    'decisions: {cost: needs-a-human}\ntargets:\n  edge: {rejected: nothing-of-note, cost: must-not-merge}\n  toString: {}\n';
  const policy = parseDiffPolicy(text, 'policy.yaml');
  expect(decisionOf(finding('cost', 'production'), policy)).toBe('needs-a-human');
  expect(decisionOf(finding('cost'), policy)).toBe('must-not-merge');
  expect(decisionOf(finding('rejected'), policy)).toBe('nothing-of-note');
  expect(decisionOf(finding('rejected', 'production'), policy)).toBe('must-not-merge');
  expect(decisionOf(finding('rejected', 'constructor'), policy)).toBe('must-not-merge');
});

test.each([
  ['[]', "p.yaml:1:1: 'policy' must be a mapping, got []: write keys and values"],
  ['decisions: 1', "p.yaml:1:1: 'decisions' must be a mapping, got 1: write keys and values"],
  ['decision: {}', "p.yaml:1:1: 'decision' must be a key that is known here, got decision: did you mean 'decisions'?"],
  [
    'targets:\n  edge:\n    costs: needs-a-human',
    "p.yaml:3:5: 'costs' must be a key that is known here, got costs: did you mean 'cost'?",
  ],
  [
    'decisions:\n  cost: maybe',
    'p.yaml:2:3: \'cost\' must be one of nothing-of-note, needs-a-human, must-not-merge, got "maybe": write one of them',
  ],
  ['budget: much', 'p.yaml:1:1: \'budget\' must be an amount of money, got "much": write a number that is 0 or more'],
  [
    'targets:\n  edge:\n    budget: -1',
    "p.yaml:3:5: 'budget' must be an amount of money, got -1: write a number that is 0 or more",
  ],
])('%j is refused', (text, message) => {
  expect(() => parseDiffPolicy(text, 'p.yaml')).toThrow(new Error(message));
});

test('a budget is for every target, or for one, and so is what becomes of a run above it', () => {
  const text =
    'budget: 40\ndecisions: {over-budget: needs-a-human}\ntargets:\n  edge: {budget: 0.5, over-budget: must-not-merge}\n';
  const policy = parseDiffPolicy(text, 'policy.yaml');
  expect(budgetOf('edge', policy)).toEqual({ amount: 0.5, above: 'must-not-merge' });
  expect(budgetOf('production', policy)).toEqual({ amount: 40, above: 'needs-a-human' });
  expect(budgetOf('production', { budget: 1 })).toEqual({ amount: 1, above: 'must-not-merge' });
  expect(budgetOf('production', parseDiffPolicy('targets: {edge: {budget: 1}}', 'policy.yaml'))).toBeUndefined();
});
