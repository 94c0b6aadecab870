/** The caller according to its service account token. */
export interface Caller {
  readonly account: 'agent' | 'redis';
  /** Name of the pod. */
  readonly pod: string;
  /** Uid of the pod: another pod with the same name is a different caller. */
  readonly podUid: string;
}
