import { Label } from '../../../contract/labels';
import { KEEPS_DATA } from '../departure';
import type { Pair, Rule } from '../rule';
import { replacingPaths } from './pulumi-replacements';

/** Provider settings of the project's own stacks. */
const SETTINGS = { enableSecretMutable: true, enableConfigMapMutable: true };

const LEFT_TO_THE_RUN: Rule = {
  path: 'spec.**',
  verdict: 'in-place',
  means: 'the stack leaves the spec of a Job to its run: it goes on as it is, and what is made anew is otherwise',
  source: 'stacks/pulumi/object-options.ts',
};

const IN_THE_WAY: Rule = {
  path: '**',
  verdict: 'rejected',
  means:
    'Pulumi makes the object again, and the old one, which the stack keeps, is in the way: give the run another id',
  source: 'stacks/pulumi/object-options.ts',
};

const MADE_AGAIN: Rule = {
  path: '**',
  verdict: 'replacement',
  means: 'Pulumi deletes the object and makes it again',
  source: 'review/diff/rules/pulumi-replacements.ts',
};

/**
 * The rule for a change that Pulumi delivers, overriding the kind's own table; undefined if that table applies. Assumes
 * the stack's default policies: runs and claims are retained when removed from it.
 */
export function pulumiRule(path: readonly string[], { head }: Pair): Rule | undefined {
  if (head.kind === 'Job' && path[0] === 'spec') return LEFT_TO_THE_RUN;
  const replaces = replacingPaths(head, SETTINGS).some((one) => isWithin(path, one.split('.')));
  if (!replaces) return undefined;
  if (KEEPS_DATA.includes(head.kind)) return { ...IN_THE_WAY, also: LOST };
  return head.metadata.labels?.[Label.RUN_ID] === undefined ? MADE_AGAIN : IN_THE_WAY;
}

const LOST = {
  verdict: 'data-loss',
  means: 'a stack whose claims are not kept deletes it with what is on it, and makes an empty one',
} as const;

const isWithin = (path: readonly string[], above: readonly string[]): boolean =>
  above.every((step, index) => path[index] === step);
