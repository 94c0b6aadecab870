/** What one agent is to write, and where its lines go. */
export interface Writing {
  readonly index: number;
  /** When its process began, in milliseconds since 1970. */
  readonly began: number;
  readonly lines: number;
  /** @default - as fast as they are taken */
  readonly perSecond?: number;
  /** In place of the log of its container. */
  readonly file: string;
  readonly to: 'nobody' | 'bare server' | 'workspace server';
  readonly url: string;
  /** File with its token. */
  readonly tokenFile: string;
}

/** When it did what, in milliseconds since 1970. */
export interface Told {
  readonly began: number;
  /** Its last line was written. */
  readonly written: number;
  /** Its last line was confirmed. */
  readonly kept: number;
}
