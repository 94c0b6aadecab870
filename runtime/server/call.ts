import type { Caller } from './caller';
import { HttpError } from './http-error';
import type { OpenRun, RunWork } from './open-run';

/** An authenticated call to a route. */
export interface Call {
  readonly run: OpenRun;
  readonly caller: Caller;
  /** The parsed JSON body; undefined without one. */
  readonly body: unknown;
  /** Value of the fencing header; undefined without it. */
  readonly fencing: string | undefined;
}

/** The part of a run that agents work on. @throws HttpError 409 if the run is over. */
export function workOf(run: OpenRun): RunWork {
  if (run.end.isOver || !run.work) throw new HttpError(409, 'the run is over');
  return run.work;
}

/** The fencing number of a call. @throws HttpError 400 if there is none. */
export function fencingOf({ fencing }: Pick<Call, 'fencing'>): number {
  if (fencing !== undefined && /^[0-9]{1,15}$/.test(fencing)) return Number(fencing);
  throw new HttpError(400, "header 'prodigy-fencing' must be the number that came with the lease");
}

/** Do something that only the leader may do, while the run goes on. */
export function asLeader<T>(call: Call, task: (work: RunWork) => Promise<T>): Promise<T> {
  return call.run.fence.fenced(call.caller, fencingOf(call), () => task(workOf(call.run)));
}
