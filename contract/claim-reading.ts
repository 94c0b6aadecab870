/**
 * What the program `read` writes to its log for the command line: lines of base64 that are gzip of the text, then one line
 * with the text's SHA-256, so that a log that was cut is told from a whole one. What is read as it comes is many of these.
 */
export const ReadingLine = { DATA: 'data:', END: 'end:' } as const;

/**
 * What can be read of a run's claim; `event-stream` are its events as they come, until none came for a minute after its
 * end; `logs` are those of its agents, as a `LogQuery` says that follows as JSON.
 */
export const READABLE = ['events', 'dead-letters', 'event-stream', 'logs'] as const;
export type Readable = (typeof READABLE)[number];
