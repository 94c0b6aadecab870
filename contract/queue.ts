/** Keys of the work queue in a run's Redis, in BullMQ's layout, which autoscalers and operators' tools read. */

/** BullMQ's own default, which dashboards expect. */
export const QUEUE_PREFIX = 'bull';

/** Name of a run's queue. */
export const queueName = (runId: string): string => runId;

/** List of items waiting for an agent; its length is the backlog. */
export const waitingKey = (runId: string): string => `${QUEUE_PREFIX}:${queueName(runId)}:wait`;

/** Requests about a dead letter of a run in progress: retry the item, or purge it. */
export const LETTER_REQUESTS = ['retry', 'purge'] as const;
export type LetterRequest = (typeof LETTER_REQUESTS)[number];

/** Hash beside the queue's own keys: item to {@link LetterRequest}; the leader removes those it has handled. */
export const requestsKey = (prefix: string, runId: string): string => `${prefix}:${queueName(runId)}:letter-requests`;
