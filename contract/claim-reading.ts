/**
 * What the program `read` writes to its log for the command line: lines with the base64 of the gzipped text, then one
 * line with the text's SHA-256, which tells a truncated log from a whole one. A stream consists of many such readings.
 */
export const ReadingLine = { DATA: 'data:', END: 'end:' } as const;

/**
 * What can be read from a run's claim. `event-stream` follows the events until the run has ended and a minute passes
 * without one;`logs` reads the agents' logs, filtered by a `LogQuery` that follows as JSON.
 */
export const READABLE = ['events', 'dead-letters', 'event-stream', 'logs'] as const;
export type Readable = (typeof READABLE)[number];
