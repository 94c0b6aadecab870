import { jobName } from '../../contract/names';
import type { RunConfig } from '../../contract/run-config';
import type { KubernetesApi } from '../adapters/kubernetes/api';
import { jobPath } from '../adapters/kubernetes/paths';
import type { ClaimSpace } from './claim-space';
import type { ElasticAgents } from './elastic-agents';
import type { Fence } from './fence';
import { cancellation, drainage, endOfJob, type Job } from './job-state';
import type { ProgressTeller } from './progress-teller';
import { type Patience, untilDone } from './retry';
import type { RunEnd } from './run-end';
import { scaleJob } from './scale-job';
import type { StateFile } from './state-file';

/** Milliseconds between two polls of the Job. */
const POLL_MS = 2000;
/**
 * Milliseconds without the Job after which a restarted server that saw it before believes that it is gone: somebody who
 * creates the run's objects again may do so in any order.
 */
const GONE_MS = 60_000;

export interface WatchParts extends Patience {
  readonly api: KubernetesApi;
  readonly config: RunConfig;
  readonly fence: Fence;
  readonly end: RunEnd;
  readonly space: ClaimSpace;
  /** Decides on the number of agents; undefined if it is fixed. */
  readonly elastic?: ElasticAgents;
  /** Writes the run's progress to the Job. */
  readonly teller: ProgressTeller;
  /** Stores the uid of the Job, so that its absence means something after a restart. */
  readonly seen: StateFile<string>;
  /** Milliseconds between two polls. Default: 2000. */
  readonly pollMs?: number;
}

/**
 * Watch the Job until it is over and the report is written; if the run has no end of its own by then, the end of the
 * Job is its end. A Job that was never seen is waited for: it may be created after this pod.
 * @returns the Job's uid; null if the signal fired first.
 */
export async function watchJob(parts: WatchParts): Promise<string | null> {
  const { clock, signal, seen } = parts;
  const watched: Watched = { uid: await seen.read(), here: false, missingSince: null };
  while (!signal.aborted) {
    const job = await look(parts);
    if (job !== 'unknown' && (await settle(parts, watched, job))) {
      await parts.end.written();
      return parts.end.report ? watched.uid : null;
    }
    if (job !== 'unknown' && job !== null && !parts.end.isOver) await serve(parts, job);
    await clock.sleep(parts.pollMs ?? POLL_MS, signal);
  }
  return null;
}

/** Act on a Job whose run is in progress; a draining run needs no more agents. */
async function serve(parts: WatchParts, job: Job): Promise<void> {
  await parts.teller.tell();
  const drain = drainage(job);
  if (drain === null) await scaleJob(parts, job);
  else parts.end.letDrain(drain || 'cancelled');
}

interface Watched {
  /** Uid of the Job, once this or an earlier server process has seen it. */
  uid: string | null;
  /** Whether this process has seen it. */
  here: boolean;
  missingSince: number | null;
}

async function look({ api, config, log, clock, signal }: WatchParts): Promise<Job | null | 'unknown'> {
  const path = jobPath(config.namespace, jobName(config.runId));
  try {
    return await untilDone('looking at the Job', () => api.get<Job>(path), { clock, log, signal });
  } catch {
    return 'unknown'; // the server is stopping
  }
}

/** @returns whether the Job, and thus the run, is over. */
async function settle(parts: WatchParts, watched: Watched, job: Job | null): Promise<boolean> {
  const { end, fence, space } = parts;
  const over = job ? await present(parts, watched, job) : absent(parts, watched);
  const cancelled = job && cancellation(job);
  if (cancelled !== null && !end.isOver) await fence.alone(() => end.record('cancelled', cancelled || 'cancelled'));
  if (space.isExhausted && !end.isOver) await fence.alone(async () => end.record('failed', await space.reason()));
  if (over === null) return false;
  // If agents could not push for long enough, they leave, and the Job does not say more than that.
  const why = space.isFull ? await space.reason() : over;
  if (!end.isOver) await fence.alone(() => end.record('failed', why));
  return true;
}

async function present(parts: WatchParts, watched: Watched, job: Job): Promise<string | null> {
  if (watched.uid !== job.metadata.uid) {
    await parts.seen.write(job.metadata.uid);
    watched.uid = job.metadata.uid;
  }
  watched.here = true;
  watched.missingSince = null;
  return endOfJob(job);
}

function absent(parts: WatchParts, watched: Watched): string | null {
  if (watched.uid === null) return null;
  const now = parts.clock.now();
  watched.missingSince ??= now;
  return watched.here || now - watched.missingSince >= GONE_MS ? 'the Job was deleted' : null;
}
