/** What an agent writes, and where its lines go. */
export interface Writing {
  readonly index: number;
  /** When its process began, in milliseconds since 1970. */
  readonly began: number;
  readonly lines: number;
  /** @default - as fast as the lines are accepted */
  readonly perSecond?: number;
  /** Replaces the log of its container. */
  readonly file: string;
  readonly to: 'nobody' | 'bare server' | 'workspace server';
  readonly url: string;
  /** File with its token. */
  readonly tokenFile: string;
}

/** Timestamps of an agent in milliseconds since 1970. */
export interface Told {
  readonly began: number;
  /** When its last line was written. */
  readonly written: number;
  /** When its last line was confirmed. */
  readonly kept: number;
}
