import { resultBranch } from '../../contract/names';
import type { RunPullRequest } from '../../contract/pull-request';
import type { Offered } from '../../contract/workspace-api';
import { forgeOf, openPullRequest, type Proposal } from '../adapters/forge/forge';
import { ForgeRefusal, forgeCall } from '../adapters/forge/forge-call';
import type { Origin } from '../adapters/git/origin';
import { OriginFailure } from '../adapters/git/origin-failure';
import type { Clock } from '../ports/clock';
import type { JournalFile } from './journal-file';

/** Maximum number of attempts at a forge after temporary failures. */
const TRIES = 3;
/** Milliseconds between two attempts. */
const PAUSE_MS = 1000;

export interface OfferParts {
  readonly runId: string;
  /** The workflow's name. */
  readonly workflow: string;
  /** Commit that the run started from. */
  readonly base: string;
  readonly pullRequest: RunPullRequest;
  readonly origin: Origin;
  readonly journal: JournalFile;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Open the pull request of a run, once its result is at origin. An open one is not opened again; if it cannot be
 * opened, the result is published nevertheless.
 */
export async function offerResult(parts: OfferParts): Promise<Offered> {
  const { journal, pullRequest } = parts;
  const recorded = journal.last('pull_request');
  if (recorded?.url !== undefined) return { pullRequest: recorded.url };
  try {
    const url = await insist(() => open(parts), parts);
    await journal.append({ type: 'pull_request', url });
    return { pullRequest: url };
  } catch (error) {
    if (!(error instanceof ForgeRefusal || error instanceof OriginFailure)) throw error;
    const { owner, name, base } = pullRequest;
    const what = `no pull request of ${resultBranch(parts.runId)} into ${base} of ${owner}/${name}`;
    const problem = `${what}: ${error.message}`;
    if (recorded?.problem !== problem) await journal.append({ type: 'pull_request', problem });
    return { warning: problem };
  }
}

async function insist(task: () => Promise<string>, { clock, signal }: OfferParts): Promise<string> {
  for (let round = 1; ; round += 1) {
    try {
      return await task();
    } catch (error) {
      const passes = (error instanceof ForgeRefusal || error instanceof OriginFailure) && !error.final;
      if (!passes || round === TRIES || signal.aborted) throw error;
      await clock.sleep(PAUSE_MS, signal);
    }
  }
}

function open({ pullRequest, origin, signal, ...parts }: OfferParts): Promise<string> {
  const forge = forgeOf(pullRequest);
  const authorization = async (): Promise<string> => forge.authorization(await origin.token());
  const call = forgeCall({ apiUrl: pullRequest.apiUrl, authorization, signal });
  return openPullRequest(forge, call, pullRequest, proposalOf(pullRequest, parts));
}

function proposalOf(
  { title, body, base, draft }: RunPullRequest,
  { runId, workflow, base: start }: Pick<OfferParts, 'runId' | 'workflow' | 'base'>,
): Proposal {
  return {
    title: title ?? `${workflow}: result of run ${runId}`.slice(-255),
    body: body ?? `Result of run \`${runId}\` of the workflow \`${workflow}\`, which started from ${start}.`,
    head: resultBranch(runId),
    base,
    draft,
  };
}
