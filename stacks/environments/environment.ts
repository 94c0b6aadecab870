import type { FactChanges } from '../overlay';

/** What is different where a cluster is used for something else than its usual work. */
export interface Environment {
  /** Lower-case letters, digits and dashes; the target is `<cluster>-<name>`. */
  readonly name: string;
  /** The clusters that manifests are rendered for in this environment; the command line takes any. */
  readonly clusters: readonly string[];
  readonly facts: FactChanges;
}
