import type { NodePreference, NodeRequirement, Toleration, Topology, TopologySpread } from '../contract/placement';
import { SPOT_MARKS, type SpotNodes } from '../contract/spot-nodes';
import { checkedRequirement, checkedSelector, checkedToleration } from './placement-checks';
import { bothRules, NO_RULES, type PlacementRules } from './placement-rules';
import { type PodLabels, type PodPlacement, podPlacement } from './pod-placement';

/** Where pods are scheduled. Each placement is one rule; {@link Placement.all} combines several. */
export class Placement {
  /** On any node that accepts them: those without taints. */
  public static anywhere(): Placement {
    return new Placement(NO_RULES);
  }

  /**
   * Only on spot nodes, whose taint is tolerated: for agents, whose items start over when their node is reclaimed. GKE
   * and AKS give 30 seconds' notice, EKS two minutes'.
   */
  public static spot(nodes: SpotNodes): Placement {
    const { label, value, taint } = SPOT_MARKS[nodes];
    return new Placement({
      ...NO_RULES,
      capacity: 'spot',
      nodes: [{ label, operator: 'In', values: [value] }],
      tolerations: taint ? [taint] : [],
    });
  }

  /** Only on nodes that the provider does not reclaim: all that are not marked as spot. */
  public static onDemand(nodes: SpotNodes): Placement {
    const { label, value } = SPOT_MARKS[nodes];
    return new Placement({
      ...NO_RULES,
      capacity: 'on-demand',
      nodes: [{ label, operator: 'NotIn', values: [value] }],
    });
  }

  /**
   * On nodes with these labels.
   *
   * @throws Error if a label or value is not valid in Kubernetes.
   */
  public static nodeSelector(labels: { readonly [label: string]: string }): Placement {
    const nodes = Object.entries(checkedSelector(labels)).map(
      ([label, value]): NodeRequirement => ({ label, operator: 'In', values: [value] }),
    );
    return new Placement({ ...NO_RULES, nodes });
  }

  /**
   * On nodes that meet all of these requirements.
   *
   * @throws Error if a requirement is incomplete or no node can meet it.
   */
  public static nodeAffinity(...nodes: readonly NodeRequirement[]): Placement {
    return Placement.all(
      ...nodes.map((node) => new Placement({ ...NO_RULES, nodes: [checkedRequirement('nodeAffinity', node)] })),
    );
  }

  /**
   * Preferably on such nodes.
   *
   * @throws Error if the weight is not from 1 to 100, or a requirement is incomplete.
   */
  public static preference({ weight, nodes }: NodePreference): Placement {
    if (!Number.isInteger(weight) || weight < 1 || weight > 100)
      throw new Error(`'nodePreferences' must have a weight from 1 to 100, got ${weight}: the largest counts most`);
    const checked = nodes.map((node) => checkedRequirement('nodePreferences', node));
    return new Placement({ ...NO_RULES, preferences: [{ weight, nodes: checked }] });
  }

  /**
   * Also on nodes with this taint.
   *
   * @throws Error if the toleration would keep pods on a lost node.
   */
  public static toleration(toleration: Toleration): Placement {
    return new Placement({ ...NO_RULES, tolerations: [checkedToleration(toleration)] });
  }

  /** Keep pods of one kind on different nodes or zones where possible (pod anti-affinity). */
  public static apart(topology: Topology): Placement {
    return new Placement({ ...NO_RULES, apart: [topology] });
  }

  /**
   * Spread pods of one kind evenly (topology spread constraint).
   *
   * @throws Error if the maximum skew is not a positive integer.
   */
  public static spread({ topology, maxSkew = 1, strict = false }: TopologySpread): Placement {
    if (!Number.isInteger(maxSkew) || maxSkew < 1)
      throw new Error(`'topologySpread.maxSkew' must be an integer from 1, got ${maxSkew}: 1 is the most even`);
    return new Placement({ ...NO_RULES, spread: [{ topology, maxSkew, strict }] });
  }

  /** With a PriorityClass of the cluster: higher priorities preempt lower ones. */
  public static priorityClass(priorityClass: string): Placement {
    return new Placement({ ...NO_RULES, priorityClass });
  }

  /**
   * Keep Karpenter from consolidating or replacing the node while the pods run. Nodes that the provider reclaims, or
   * that reach their maximum age, are removed all the same.
   *
   * @see https://karpenter.sh/docs/concepts/disruption/#pod-level-controls
   */
  public static doNotDisrupt(): Placement {
    return new Placement({ ...NO_RULES, doNotDisrupt: true });
  }

  /**
   * All of these at once.
   *
   * @throws Error if two of them contradict each other: the pods would stay pending forever.
   */
  public static all(...placements: readonly Placement[]): Placement {
    return new Placement(placements.map(({ rules }) => rules).reduce(bothRules, NO_RULES));
  }

  private constructor(private readonly rules: PlacementRules) {}

  /** Whether the provider may reclaim the pods' node at any time. */
  public get isSpot(): boolean {
    return this.rules.capacity === 'spot';
  }

  /** The fields of a pod; `podLabels` select the pods that are kept apart or spread. */
  public forPods(podLabels: PodLabels): PodPlacement {
    return podPlacement(this.rules, podLabels);
  }
}
