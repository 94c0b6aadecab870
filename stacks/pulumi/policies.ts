/** How a stack treats its resources: retention, protection, waiting and import. */
export interface StackPolicies {
  /**
   * What happens to claims, and to their namespace, when they leave the stack: `retain` keeps them on the cluster,
   * `protect` also refuses an `up` or `destroy` that would remove them, `delete` deletes them. Every run has its own
   * claims, so with `protect` they must be unprotected before the next run can follow. Claims that a complete run has
   * handed to its Job (`cleanupPolicy: delete`) are deleted with that Job in any case.
   *
   * @default retain - a claim may hold a result that could not be published
   */
  readonly claims?: 'retain' | 'protect' | 'delete';
  /**
   * What happens to the other objects of a run when another run replaces it or the stack is destroyed. With `remove`,
   * the project's own program refuses to replace a run that is still working; `destroy` ends the current run
   * regardless, and programs of your own do not check. Objects leave under the policy of the previous `up`.
   *
   * @default retain - a working run continues to its end
   */
  readonly replacedRuns?: 'retain' | 'remove';
  /**
   * How long `up` waits for a run: not at all, or until the cluster has started it. Never until its end, which may be a
   * day away; use `prodigy-k8s status` to watch runs.
   *
   * @default none
   */
  readonly waitForRun?: 'none' | 'started';
  /**
   * Whether objects that already exist on the cluster are imported: `up` reads them into the stack, then changes
   * whatever differs from the program. Set it for one `up`; after that the stack owns them. Claims, Services and
   * StatefulSets cannot be imported without being replaced afterwards: the provider must adopt them with
   * `upsertExistingObjects`, which the project's own program then sets.
   *
   * @default false - an object that already exists is an error
   */
  readonly importExisting?: boolean;
}

/** The policies with every default spelled out. */
export const DEFAULT_POLICIES: Required<StackPolicies> = {
  claims: 'retain',
  replacedRuns: 'retain',
  waitForRun: 'none',
  importExisting: false,
};
