/** What a run on a cluster is doing, at the moment at which it was looked at. */
export interface UnderWay {
  /** Pods of agents that are there. */
  readonly agents: number;
  /** Items that they work on, as their logs tell; undefined where these could not be read, or there is no such log. */
  readonly items?: number;
  /** Whether its report is written, or its Job has ended. */
  readonly isOver: boolean;
}
