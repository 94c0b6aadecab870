import { type Decision, decisionOf, gravest } from '../../../review/diff/decision';
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
])('%j is refused', (text, message) => {
  expect(() => parseDiffPolicy(text, 'p.yaml')).toThrow(new Error(message));
});
