/** Who calls, as its service account token says. */
export interface Caller {
  readonly account: 'agent' | 'redis';
  /** Name of the pod. */
  readonly pod: string;
  /** Uid of the pod: another pod of the same name is somebody else. */
  readonly podUid: string;
}
