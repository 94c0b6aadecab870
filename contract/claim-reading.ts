/**
 * What the program `read` writes to its log for the command line: lines of base64 that are gzip of the text, then one line
 * with the text's SHA-256, so that a log that was cut is told from a whole one.
 */
export const ReadingLine = { DATA: 'data:', END: 'end:' } as const;

/** What can be read of a run's claim. */
export const READABLE = ['events', 'dead-letters'] as const;
export type Readable = (typeof READABLE)[number];
