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

/** Milliseconds between two looks at the Job. */
const POLL_MS = 2000;
/**
 * Milliseconds without the Job after which a restarted server, which saw it in an earlier life, believes that it is
 * gone: whoever creates the run's objects again may do so in any order.
 */
const GONE_MS = 60_000;

export interface WatchParts extends Patience {
  readonly api: KubernetesApi;
  readonly config: RunConfig;
  readonly fence: Fence;
  readonly end: RunEnd;
  readonly space: ClaimSpace;
  /** Decides how many agents there are; undefined where their number is fixed. */
  readonly elastic?: ElasticAgents;
  /** Tells on the Job how far the run has come. */
  readonly teller: ProgressTeller;
  /** Keeps the uid of the Job, so that its absence means something after a restart. */
  readonly seen: StateFile<string>;
  /** Milliseconds between two looks. Default: 2000. */
  readonly pollMs?: number;
}

/**
 * Watch the Job until it is over and the report is written; where the run has no end of its own by then, the Job's is
 * its end. A Job that was never seen is waited for: nothing says that it was made before this pod.
 * @returns the Job's uid; null where the signal fired first.
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

/** Do for a run under way what its Job asks for; one that drains needs no more agents. */
async function serve(parts: WatchParts, job: Job): Promise<void> {
  await parts.teller.tell();
  const drain = drainage(job);
  if (drain === null) await scaleJob(parts, job);
  else parts.end.letDrain(drain || 'cancelled');
}

interface Watched {
  /** Uid of the Job, once it was seen, in this life of the server or an earlier one. */
  uid: string | null;
  /** Whether it was seen in this life. */
  here: boolean;
  missingSince: number | null;
}

async function look({ api, config, log, clock, signal }: WatchParts): Promise<Job | null | 'unknown'> {
  const path = jobPath(config.namespace, jobName(config.runId));
  try {
    return await untilDone('looking at the Job', () => api.get<Job>(path), { clock, log, signal });
  } catch {
    return 'unknown'; // the server is to stop
  }
}

/** @returns whether the Job is over, and with it the run. */
async function settle(parts: WatchParts, watched: Watched, job: Job | null): Promise<boolean> {
  const { end, fence, space } = parts;
  const over = job ? await present(parts, watched, job) : absent(parts, watched);
  const cancelled = job && cancellation(job);
  if (cancelled !== null && !end.isOver) await fence.alone(() => end.record('cancelled', cancelled || 'cancelled'));
  if (space.isExhausted && !end.isOver) await fence.alone(async () => end.record('failed', await space.reason()));
  if (over === null) return false;
  // Agents that could not push for long enough leave, and the Job says no more than that.
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
