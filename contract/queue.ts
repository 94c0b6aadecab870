/** Keys of the work queue in a run's Redis: BullMQ's layout, which scalers and operators' tools read. */

/** BullMQ's own default, which dashboards expect. */
export const QUEUE_PREFIX = 'bull';

/** Name of a run's queue. */
export const queueName = (runId: string): string => runId;

/** List of the items that wait for an agent; its length is the backlog. */
export const waitingKey = (runId: string): string => `${QUEUE_PREFIX}:${queueName(runId)}:wait`;
