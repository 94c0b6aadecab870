import type { AttemptFailure } from '../../contract/journal';
import { type AttemptResult, CheckoutBroken, type ConflictCheckout, SubmoduleUnusable } from '../ports/workspace';
import { processOf, runCommand } from './run-command';
import type { Setting } from './setting';
import { StepFailed, withExcerpt } from './step-failed';
import type { Turn } from './turn';

/** Prodigy's own merge command; its argument is a branch. */
const COMMAND = 'prodigy-merge-worktree';
/** Timeout of a merge by claude, in seconds: all other merges wait meanwhile. */
const MERGE_SECONDS = 30 * 60;

/**
 * Have claude merge an attempt that conflicts with earlier merges, if possible: the repository or the user's home has
 * the command, and claude has a key or a login. The result is judged by its commits alone.
 * @returns why the item was not merged; undefined if it was.
 */
export async function mergeByClaude(
  turn: Turn,
  request: AttemptResult,
  conflicts: readonly string[],
): Promise<AttemptFailure | undefined> {
  const conflict = `merge conflict in ${conflicts.join(', ')}`;
  if (!(await hasLogin(turn))) return { ...unmerged(conflict), mergeLacks: 'key' };
  const checkout = await turn.engine.workspace.openConflict(request, turn.leadership);
  try {
    if (!(await hasCommand(turn, checkout))) return { ...unmerged(conflict), mergeLacks: 'command' };
    const { item, attempt } = request;
    turn.log.info(`${item}: ${conflict}; claude is asked to merge it`, { item, attempt });
    const fault = (await ask(turn, checkout, request)) ?? (await checkout.keep(conflicts));
    return fault === undefined ? undefined : unmerged(`${conflict}; claude could not resolve it: ${fault}`);
  } catch (error) {
    if (!ITS_FAULTS.some((fault) => error instanceof fault)) throw error;
    return unmerged(`${conflict}; claude could not resolve it: ${(error as Error).message}`);
  } finally {
    await checkout.close();
  }
}

const unmerged = (message: string): AttemptFailure => ({ errorType: 'MergeConflict', message });

/** Faults of the merge, not of the leader. */
const ITS_FAULTS = [StepFailed, CheckoutBroken, SubmoduleUnusable];

const hasLogin = async ({ engine }: Turn): Promise<boolean> =>
  Object.keys(await engine.claudeEnvironment()).length > 0 || (await engine.claudeHome?.())?.loggedIn === true;

const hasCommand = async ({ engine }: Turn, checkout: ConflictCheckout): Promise<boolean> =>
  (await checkout.read(`.claude/commands/${COMMAND}.md`)) !== null ||
  (await engine.claudeHome?.())?.commands.includes(COMMAND) === true;

/** @returns why the call failed; undefined if it succeeded. */
async function ask(turn: Turn, checkout: ConflictCheckout, request: AttemptResult): Promise<string | undefined> {
  const { engine, signal, spend } = turn;
  const log = turn.log.child({ phase: 'map', item: request.item, attempt: request.attempt, step: COMMAND });
  const computed = { printed: new Map<string, string>(), timeoutSeconds: MERGE_SECONDS };
  const setting: Setting = { engine, checkout, phase: 'map', values: {}, computed, log, spend, signal };
  const command = { kind: 'claude', text: `/${COMMAND} ${checkout.branch}` } as const;
  const ran = await runCommand(command, await processOf(command, setting), setting, MERGE_SECONDS);
  if (ran.timedOut) return `it took more than ${MERGE_SECONDS / 60} minutes`;
  if (ran.exitCode === 0) return undefined;
  return withExcerpt(`exit code ${ran.exitCode}`, ran.complaint);
}
