import { Label } from '../../../contract/labels';
import { KEEPS_DATA } from '../departure';
import type { Pair, Rule } from '../rule';
import { replacingPaths } from './pulumi-replacements';

/** As the project's own stacks set their provider. */
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
 * What a change comes to where Pulumi delivers, in place of what the kind's own table says; undefined where that holds.
 * The stack's policies are the default ones: runs and claims stay when they leave it.
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
