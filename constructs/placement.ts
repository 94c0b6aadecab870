import type { NodePreference, NodeRequirement, Toleration, Topology, TopologySpread } from '../contract/placement';
import { SPOT_MARKS, type SpotNodes } from '../contract/spot-nodes';
import { checkedRequirement, checkedSelector, checkedToleration } from './placement-checks';
import { bothRules, NO_RULES, type PlacementRules } from './placement-rules';
import { type PodLabels, type PodPlacement, podPlacement } from './pod-placement';

/** On which nodes pods are put. Each placement says one thing; {@link Placement.all} puts several together. */
export class Placement {
  /** On any node that takes them: those without taints. */
  public static anywhere(): Placement {
    return new Placement(NO_RULES);
  }

  /**
   * On spot nodes alone, whose taint is tolerated: for agents, whose items start over when one is taken away.
   * GKE and AKS say so 30 seconds before, EKS two minutes.
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

  /** On nodes that the provider does not take away: all that are not marked as spot. */
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
   * @throws Error where a label or value is none that a node can have.
   */
  public static nodeSelector(labels: { readonly [label: string]: string }): Placement {
    const nodes = Object.entries(checkedSelector(labels)).map(
      ([label, value]): NodeRequirement => ({ label, operator: 'In', values: [value] }),
    );
    return new Placement({ ...NO_RULES, nodes });
  }

  /**
   * On nodes that fulfil all of these.
   *
   * @throws Error where a requirement is incomplete or no node can fulfil it.
   */
  public static nodeAffinity(...nodes: readonly NodeRequirement[]): Placement {
    return Placement.all(
      ...nodes.map((node) => new Placement({ ...NO_RULES, nodes: [checkedRequirement('nodeAffinity', node)] })),
    );
  }

  /**
   * On such nodes first, as long as there are any.
   *
   * @throws Error where the weight is not from 1 to 100, or a requirement is incomplete.
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
   * @throws Error where the toleration would keep pods on a node that is lost.
   */
  public static toleration(toleration: Toleration): Placement {
    return new Placement({ ...NO_RULES, tolerations: [checkedToleration(toleration)] });
  }

  /** Pods of one kind keep off each other's node or zone, as long as there are others (pod anti-affinity). */
  public static apart(topology: Topology): Placement {
    return new Placement({ ...NO_RULES, apart: [topology] });
  }

  /**
   * Pods of one kind are dealt out evenly (topology spread constraint).
   *
   * @throws Error where the largest difference is no whole number.
   */
  public static spread({ topology, maxSkew = 1, strict = false }: TopologySpread): Placement {
    if (!Number.isInteger(maxSkew) || maxSkew < 1)
      throw new Error(`'topologySpread.maxSkew' must be an integer from 1, got ${maxSkew}: 1 is the most even`);
    return new Placement({ ...NO_RULES, spread: [{ topology, maxSkew, strict }] });
  }

  /** With a PriorityClass of the cluster: what is more important displaces what is less. */
  public static priorityClass(priorityClass: string): Placement {
    return new Placement({ ...NO_RULES, priorityClass });
  }

  /**
   * On nodes that Karpenter neither consolidates nor replaces while the pods run. What a provider takes away, and nodes
   * that reach their age, go all the same.
   *
   * @see https://karpenter.sh/docs/concepts/disruption/#pod-level-controls
   */
  public static doNotDisrupt(): Placement {
    return new Placement({ ...NO_RULES, doNotDisrupt: true });
  }

  /**
   * All of these at once.
   *
   * @throws Error where two of them contradict each other: the pods would wait for a node for ever.
   */
  public static all(...placements: readonly Placement[]): Placement {
    return new Placement(placements.map(({ rules }) => rules).reduce(bothRules, NO_RULES));
  }

  private constructor(private readonly rules: PlacementRules) {}

  /** Whether the pods may lose their node to the provider at any time. */
  public get isSpot(): boolean {
    return this.rules.capacity === 'spot';
  }

  /** As Kubernetes takes it; `podLabels` select the pods that keep apart or are dealt out. */
  public forPods(podLabels: PodLabels): PodPlacement {
    return podPlacement(this.rules, podLabels);
  }
}
