import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, Status } from '../cli-error';
import type { Kube } from '../kube';

/** Milliseconds between two requests to an unreachable cluster. */
const PAUSE = 2000;

export interface Outage {
  /** Called once when the cluster becomes unreachable, and once when it is back. */
  readonly say: (text: string) => void;
  /** Stops waiting: the outcome of the last request is returned. @default - waits forever */
  readonly signal?: AbortSignal;
  /** @default 2000 */
  readonly pauseMs?: number;
}

/**
 * A client for commands that only watch, which waits while the cluster is unreachable: a run goes on without the
 * command that follows it, so the command continues when the cluster is back. Writes are not retried, except creating a
 * named object.
 */
export function outlasting(kube: Kube, { say, signal, pauseMs = PAUSE }: Outage): Kube {
  let isAway = false;
  const asked = async <T>(question: () => Promise<T>): Promise<T> => {
    for (;;) {
      // A request started before the outage tells nothing about now: a log that breaks off counts as an answer too.
      const wasAway = isAway;
      try {
        const answer = await question();
        if (wasAway && isAway) say('the cluster answers again');
        isAway &&= !wasAway;
        return answer;
      } catch (error) {
        if (!isUnreachable(error) || signal?.aborted) throw error;
        if (!isAway)
          say(`${error.message}, or wait: the run goes on, and this command continues once the cluster is back`);
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
