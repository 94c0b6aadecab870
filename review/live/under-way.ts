/** State of a run on a cluster when it was inspected. */
export interface UnderWay {
  /** Number of existing agent pods. */
  readonly agents: number;
  /** Items in progress, according to the agents' logs; undefined if these could not be read. */
  readonly items?: number;
  /** Whether its report has been written, or its Job has ended. */
  readonly isOver: boolean;
}
