import type { Phase } from '../../language/workflow';
import { deadlineIn, leaderStep } from './run-phase';
import { leftBySetup } from './setup-outputs';
import type { Captures } from './step/capture';
import type { Turn } from './turn';

/**
 * Run the workflow's own merge steps; what they made is the result. Branches are not part of a checkpoint: a next
 * leader starts over at the first step.
 */
export async function runMerge(turn: Turn, { steps, timeoutSeconds }: Phase): Promise<void> {
  const { workspace, run } = turn.engine;
  const session = await turn.session();
  const branches = await workspace.openMerge(session, run.targetBranch, turn.leadership);
  const given = {
    ...leftBySetup(turn),
    'merge.source_branch': branches.source,
    'merge.target_branch': branches.target,
    'merge.worktree': session.path,
    'merge.session_id': run.runId,
  };
  const deadline = deadlineIn(turn, timeoutSeconds);
  let own: Captures = {};
  for (const [index, step] of steps.entries()) {
    const { captures: variables } = await leaderStep(turn, 'merge', step, session, { ...given, ...own }, deadline);
    own = { ...own, ...variables };
    const { checkpoint } = turn.state;
    await turn.record({ type: 'step', phase: 'merge', index, head: await session.head(), checkpoint, variables });
  }
  const commit = await workspace.saveMerge(session, branches, turn.leadership);
  await turn.record({ type: 'result', commit });
}
