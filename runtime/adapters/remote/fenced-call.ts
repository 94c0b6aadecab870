import type { Leadership } from '../../ports/election';
import { LeadershipLost } from '../../ports/journal';
import { type Call, Refused, type WorkspaceClient } from './workspace-client';

/** A call that only the leader may make. @throws LeadershipLost if there is a newer leader, or the run is over. */
export async function fencedCall<T>(client: WorkspaceClient, leadership: Leadership, call: Call): Promise<T> {
  if (leadership.lost.aborted) throw new LeadershipLost();
  return orLost(client.call<T>({ ...call, fencing: leadership.fencing }));
}

/** After an answer of 409 the task is no longer this agent's. */
export async function orLost<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw isConflict(error) ? new LeadershipLost() : error;
  }
}

/** Whether somebody else holds what was asked for. */
export const isConflict = (error: unknown): error is Refused => error instanceof Refused && error.status === 409;
