import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, Status } from '../cli-error';
import type { Kube } from '../kube';

/** Milliseconds between two questions to a cluster that is away. */
const PAUSE = 2000;

export interface Outage {
  /** Told once that the cluster is away, and once that it is back. */
  readonly say: (text: string) => void;
  /** Ends the waiting: what the last question came to is the answer. @default - it waits for ever */
  readonly signal?: AbortSignal;
  /** @default 2000 */
  readonly pauseMs?: number;
}

/**
 * A cluster whose being away is waited out by whoever only looks at it: a run goes on without the command that follows it, and
 * so the command goes on when the cluster is back. What changes something is asked once, but for making what has a name.
 */
export function outlasting(kube: Kube, { say, signal, pauseMs = PAUSE }: Outage): Kube {
  let isAway = false;
  const asked = async <T>(question: () => Promise<T>): Promise<T> => {
    for (;;) {
      // What was asked before it went away tells nothing of now: a log that breaks off is an answer too.
      const wasAway = isAway;
      try {
        const answer = await question();
        if (wasAway && isAway) say('the cluster answers again');
        isAway &&= !wasAway;
        return answer;
      } catch (error) {
        if (!isUnreachable(error) || signal?.aborted) throw error;
        if (!isAway) say(`${error.message}, or wait: the run goes on, and so does this once the cluster is back`);
        isAway = true;
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
  };
  const patient: Pick<Kube, 'get' | 'list' | 'log' | 'followLog' | 'create'> = {
    get: (...what) => asked(() => kube.get(...what)),
    list: (...what) => asked(() => kube.list(...what)),
    log: (...what) => asked(() => kube.log(...what)),
    followLog: (...what) => asked(() => kube.followLog(...what)),
    create: (...what) => asked(() => kube.create(...what)),
  };
  return Object.assign(Object.create(kube) as Kube, patient);
}

const isUnreachable = (error: unknown): error is CliError =>
  error instanceof CliError && error.status === Status.UNREACHABLE;
