import { Label } from '../../../contract/labels';
import { KEEPS_DATA } from '../departure';
import type { Pair, Rule } from '../rule';
import { replacingPaths } from './pulumi-replacements';

/** Provider settings of the project's own stacks. */
const SETTINGS = { enableSecretMutable: true, enableConfigMapMutable: true };

const LEFT_TO_THE_RUN: Rule = {
  path: 'spec.**',
  verdict: 'in-place',
  means:
    'the stack ignores changes to the spec of a Job: the existing Job is unchanged, and only a recreated one gets the new spec',
  source: 'stacks/pulumi/object-options.ts',
};

const IN_THE_WAY: Rule = {
  path: '**',
  verdict: 'rejected',
  means: 'Pulumi replaces the object, but the stack retains the old one under the same name: give the run a new id',
  source: 'stacks/pulumi/object-options.ts',
};

const MADE_AGAIN: Rule = {
  path: '**',
  verdict: 'replacement',
  means: 'Pulumi deletes and recreates the object',
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
  means: 'a stack that does not retain claims deletes it with its data and creates an empty one',
} as const;

const isWithin = (path: readonly string[], above: readonly string[]): boolean =>
  above.every((step, index) => path[index] === step);
