import { Command } from 'commander';
import { asJson, collected } from './options';
import type { StackAction } from './stack-engine';
import type { Terminal } from './terminal';

const ACTIONS: readonly (readonly [StackAction, string])[] = [
  ['up', 'deploy the tenant and the runs named in run.lock'],
  ['preview', 'show what up would change'],
  ['destroy', 'delete its objects; claims and runs stay if its configuration says so'],
  ['refresh', 'accept changes made outside Pulumi into the state'],
  ['drift', 'show what somebody else changed on the cluster; exit 1 where that is anything'],
];

/** `stack`: the Pulumi stack of a target. */
export function stackProgram(terminal: Terminal): Command {
  const stack = new Command('stack').description('deploy a target as a Pulumi stack');
  for (const [action, description] of ACTIONS) stack.addCommand(command(action, description, terminal));
  return stack;
}

function command(action: StackAction, description: string, terminal: Terminal): Command {
  const made = new Command(action)
    .description(description)
    .argument('<target>', 'cluster, or cluster and environment such as production-staging')
    .option('-y, --yes', 'do not ask')
    .option('--project <folder>', 'folder of Pulumi.yaml; default: the one of this program')
    .addOption(asJson());
  if (action === 'up' || action === 'preview')
    made.option('--policy-pack <folder>', 'check resources with this pack, repeatable', collected);
  if (action === 'preview') made.option('--diff', 'also show which fields change');
  return made.action(async (target: string, options) => {
    const { onStack } = await import('./commands/stack.js');
    await onStack(action, target, options, terminal);
  });
}
