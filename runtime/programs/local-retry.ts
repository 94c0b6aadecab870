import { randomBytes } from 'node:crypto';
import type { DeadLetter } from '../../contract/dead-letter';
import { MAX_RUN_ID_LENGTH, resultBranch } from '../../contract/names';
import type { Report } from '../../contract/report';
import { systemClock } from '../adapters/clock/system-clock';
import { git } from '../adapters/git/git';
import { DeadLetterFolder } from '../adapters/local/dead-letter-folder';
import { deadLettersHere } from '../adapters/local/dead-letters-here';
import { type KeptRequest, keepRequest, keptRequest } from '../adapters/local/kept-request';
import { RunFolder, textOf } from '../adapters/local/run-folder';
import { holding, type LocalSurroundings, workflowOf } from './local';
import { carryOn } from './local-run';

/** Dead letters to retry. */
export interface LocalRetry extends LocalSurroundings {
  /** The run that they belong to. */
  readonly runId: string;
  /** Whether to retry a dead letter. */
  readonly wanted: (letter: DeadLetter) => boolean;
  /** Receives the id of the new run, before it begins. */
  readonly onBegin: (runId: string, items: number) => void;
}

/**
 * Run a workflow on this machine once more, over dead letters in place of `map.input`: it starts from the result of the
 * earlier run, with the same setup, reduce and merge. Items that it brings to an end are removed from the earlier run's
 * dead letters; those that fail again are dead letters of the new one.
 * @throws Error if there is no such run, it has not ended, or it has nothing to retry.
 */
export async function retryLocal(request: LocalRetry): Promise<Report> {
  const { home, runId, wanted } = request;
  const earlier = await endedRun(home, runId);
  const letters = await deadLettersHere(home, runId);
  const items = letters.filter(wanted).map(({ item_id: id, item_data: data }) => ({ id, data }));
  if (items.length === 0)
    throw new Error(`run ${runId} has no such dead letters: see prodigy-k8s dlq list --run ${runId}`);
  await new DeadLetterFolder(home, runId).write(letters);
  const kept = {
    ...earlier,
    runId: nameAfter(runId),
    base: await baseOf(earlier),
    items,
    retryOf: runId,
    startedAt: now(),
  };
  const folder = new RunFolder(home, kept.runId);
  return holding(folder, async () => {
    await keepRequest(folder, kept);
    request.onBegin(kept.runId, items.length);
    return carryOn({ kept, folder, workflow: workflowOf(kept), surroundings: request });
  });
}

async function endedRun(home: string, runId: string): Promise<KeptRequest> {
  const folder = new RunFolder(home, runId);
  const kept = await keptRequest(folder);
  if (kept === undefined) throw new Error(`there is no run ${runId} here: see prodigy-k8s status`);
  if ((await textOf(folder.report)) === undefined)
    throw new Error(`run ${runId} has not ended: continue it with prodigy-k8s resume ${runId}`);
  return kept;
}

/** The earlier id with its random suffix replaced. */
function nameAfter(runId: string): string {
  const end = `-retry-${randomBytes(4).toString('hex')}`;
  const start = runId.replace(/(-retry)?-[0-9a-f]{8}$/, '');
  return `${start.slice(0, MAX_RUN_ID_LENGTH - end.length).replace(/-+$/, '')}${end}`;
}

/** The result of the earlier run; if it has none, or no longer, HEAD of the user's repository. */
async function baseOf({ repository, runId }: KeptRequest): Promise<string> {
  const inRepository = { cwd: repository };
  const branch = `refs/heads/${resultBranch(runId)}`;
  const result = await git(['for-each-ref', '--format=%(objectname)', branch], inRepository);
  return result || git(['rev-parse', '--verify', 'HEAD^{commit}'], inRepository);
}

const now = (): string => new Date(systemClock.now()).toISOString();
