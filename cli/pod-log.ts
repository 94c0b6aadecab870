/** Which lines of a log. */
export interface LogOptions {
  /** Default: the only one. */
  readonly container?: string;
  /** Begin each line with the time at which it was written, RFC 3339. */
  readonly timestamps?: boolean;
  /** Only lines of so many seconds. */
  readonly sinceSeconds?: number;
  /** Only so many, the last ones. */
  readonly tailLines?: number;
}

/** How the reading of a log ended. */
export type LogEnd = 'whole' | 'broken' | 'gone';

/** Where a log is taken up, and when it is left. */
export interface FollowOptions extends LogOptions {
  readonly container: string;
  /** RFC 3339, in place of `sinceSeconds`. */
  readonly sinceTime?: string;
  /** False for what is there already. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}
