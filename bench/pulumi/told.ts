import type { RenderRequest } from '../../stacks/render';

/** Instructions for a program. */
export interface Told {
  /** Runs on one cluster, each of its own workflow. */
  readonly requests: { readonly [Key in 'cluster' | 'images']: RenderRequest[Key] } & {
    readonly runs: readonly Omit<RenderRequest, 'cluster' | 'images'>[];
  };
  /** File with the objects of these runs. */
  readonly objects: string;
  /** Of the kubeconfig. */
  readonly context: string;
}

/** Environment variable with the path of their file. */
export const TOLD = 'PRODIGY_BENCH_TOLD';
