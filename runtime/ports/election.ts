/** Decides which agent leads. */
export interface Election {
  /**
   * Wait until this agent leads; resolves with null if the signal fires first. In a local run the only engine leads at
   * once.
   */
  campaign(signal: AbortSignal): Promise<Leadership | null>;
}

/** Held while this agent leads. */
export interface Leadership {
  /** Grows with every change of leader; requests of an older leader are refused. */
  readonly fencing: number;
  /** Fires when the lease is lost; everything that the leader does stops then. */
  readonly lost: AbortSignal;
  /** Give the lease back. */
  resign(): Promise<void>;
}
