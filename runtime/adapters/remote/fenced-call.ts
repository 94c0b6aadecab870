import type { Leadership } from '../../ports/election';
import { LeadershipLost } from '../../ports/journal';
import { type Call, Refused, type WorkspaceClient } from './workspace-client';

/** A call of the leader. @throws LeadershipLost where a newer leader exists, or the run is over. */
export async function fencedCall<T>(client: WorkspaceClient, leadership: Leadership, call: Call): Promise<T> {
  if (leadership.lost.aborted) throw new LeadershipLost();
  return orLost(client.call<T>({ ...call, fencing: leadership.fencing }));
}

/** What the server answers with 409 is no longer this agent's to do. */
export async function orLost<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw isConflict(error) ? new LeadershipLost() : error;
  }
}

/** Whether somebody else has what was asked for. */
export const isConflict = (error: unknown): error is Refused => error instanceof Refused && error.status === 409;
