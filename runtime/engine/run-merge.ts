import type { Phase } from '../../language/workflow';
import { deadlineIn, leaderStep } from './run-phase';
import { leftBySetup } from './setup-outputs';
import type { Captures } from './step/capture';
import { mergedChanges } from './step/changes';
import type { Turn } from './turn';

/**
 * Run the workflow's own merge steps; their outcome is the result. Branches are not part of a checkpoint, so the next
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
    ...(await mergedChanges(steps, session, workspace)),
  };
  const deadline = deadlineIn(turn, timeoutSeconds);
  let own: Captures = {};
  let last: string | undefined;
  for (const [index, step] of steps.entries()) {
    const values = { ...given, ...own };
    const { captures, start } = await leaderStep(turn, 'merge', step, session, { values, deadline, last });
    own = { ...own, ...captures };
    last = start ?? last;
    const { checkpoint } = turn.state;
    const head = await session.head();
    await turn.record({ type: 'step', phase: 'merge', index, head, start, checkpoint, variables: captures });
  }
  const commit = await workspace.saveMerge(session, branches, turn.leadership);
  await turn.record({ type: 'result', commit });
}
