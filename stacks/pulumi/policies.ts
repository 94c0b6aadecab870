/** What the people who keep a stack decide about its resources. */
export interface StackPolicies {
  /**
   * What becomes of claims, and of the namespace that they lie in, when they leave the stack: they stay on the cluster
   * (`retain`), they stay and an `up` or `destroy` that would take them is refused (`protect`), or they go (`delete`).
   * Every run has claims of its own, so with `protect` they must be unprotected before the next run can follow.
   * Claims that a complete run has given to its Job (`cleanupPolicy: delete`) go with that Job, whatever is said here.
   *
   * @default retain - a claim may hold a result that could not be published
   */
  readonly claims?: 'retain' | 'protect' | 'delete';
  /**
   * What becomes of the other objects of a run when another run takes its place, or the stack is destroyed. With
   * `remove` the project's own program refuses while a run that is replaced still works. The run that is in place is
   * ended by `destroy`, and any by a program of somebody else's. What leaves goes as the `up` before noted.
   *
   * @default retain - a run that works goes on to its end
   */
  readonly replacedRuns?: 'retain' | 'remove';
  /**
   * How long `up` waits for a run: not at all, or until the cluster has taken it up. Never for its end, which may be a
   * day away; `prodigy-k8s status` watches runs.
   *
   * @default none
   */
  readonly waitForRun?: 'none' | 'started';
  /**
   * Whether objects that are on the cluster already are imported: `up` reads them, takes them into the stack, and then
   * changes what is not as the program says. For one `up`, after which they belong to the stack. Claims, Services and
   * StatefulSets cannot be imported without being replaced next: the provider must take them over, with
   * `upsertExistingObjects`, as that of the project's own program does then.
   *
   * @default false - an object that is there already is an error
   */
  readonly importExisting?: boolean;
}

/** Policies with every default written down. */
export const DEFAULT_POLICIES: Required<StackPolicies> = {
  claims: 'retain',
  replacedRuns: 'retain',
  waitForRun: 'none',
  importExisting: false,
};
