import type { FactChanges } from '../overlay';

/** How a cluster's facts differ when it is used for a special purpose. */
export interface Environment {
  /** Lower-case letters, digits and dashes; the target is `<cluster>-<name>`. */
  readonly name: string;
  /** The clusters whose manifests are also rendered for this environment; the command line accepts any cluster. */
  readonly clusters: readonly string[];
  readonly facts: FactChanges;
}
