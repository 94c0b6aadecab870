/** Keys of the work queue in a run's Redis: BullMQ's layout, which scalers and operators' tools read. */

/** BullMQ's own default, which dashboards expect. */
export const QUEUE_PREFIX = 'bull';

/** Name of a run's queue. */
export const queueName = (runId: string): string => runId;

/** List of the items that wait for an agent; its length is the backlog. */
export const waitingKey = (runId: string): string => `${QUEUE_PREFIX}:${queueName(runId)}:wait`;

/** What somebody may ask about a dead letter of a run that goes on: try the item again, or forget it. */
export const LETTER_REQUESTS = ['retry', 'purge'] as const;
export type LetterRequest = (typeof LETTER_REQUESTS)[number];

/** Hash beside the queue's own keys: item to {@link LetterRequest}; the leader takes out what it has answered. */
export const requestsKey = (prefix: string, runId: string): string => `${prefix}:${queueName(runId)}:letter-requests`;
