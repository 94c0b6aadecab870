/** Options for reading a log. */
export interface LogOptions {
  /** Name of the container. Default: the only one. */
  readonly container?: string;
  /** Prefix each line with its time, RFC 3339. */
  readonly timestamps?: boolean;
  /** Only lines of the last so many seconds. */
  readonly sinceSeconds?: number;
  /** Only the last so many lines. */
  readonly tailLines?: number;
}

/** How reading a log ended. */
export type LogEnd = 'whole' | 'broken' | 'gone';

/** Where to start reading a log, and when to stop. */
export interface FollowOptions extends LogOptions {
  readonly container: string;
  /** RFC 3339, instead of `sinceSeconds`. */
  readonly sinceTime?: string;
  /** False to read only what exists already. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}
