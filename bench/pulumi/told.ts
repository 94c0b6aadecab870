import type { RenderRequest } from '../../stacks/render';

/** What a program is told to deploy. */
export interface Told {
  /** Runs of one cluster, each of a workflow of its own. */
  readonly requests: { readonly [Key in 'cluster' | 'images']: RenderRequest[Key] } & {
    readonly runs: readonly Omit<RenderRequest, 'cluster' | 'images'>[];
  };
  /** File with the objects of these runs. */
  readonly objects: string;
  /** Of the kubeconfig. */
  readonly context: string;
}

/** Names the file that holds it. */
export const TOLD = 'PRODIGY_BENCH_TOLD';
