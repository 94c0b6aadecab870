import { type PlacementFacts, TAINT_EFFECTS, type TaintEffect, type Toleration } from '../../contract/placement';
import { CliError } from '../cli-error';

/** Flags that say on which nodes agents are put. */
export interface PlacementFlags {
  readonly nodeSelector?: readonly string[];
  readonly toleration?: readonly string[];
}

/**
 * Flags to what a run says beside its cluster; undefined where there are none.
 * @throws CliError where a flag is not written as it must be.
 */
export function placementOf({ nodeSelector, toleration }: PlacementFlags): PlacementFacts | undefined {
  if (!nodeSelector && !toleration) return undefined;
  return {
    nodeSelector: nodeSelector && Object.fromEntries(nodeSelector.map(nodeLabel)),
    tolerations: toleration?.map(tolerationOf),
  };
}

function nodeLabel(text: string): [string, string] {
  const [, label, value] = /^([^=]+)=([^=]+)$/.exec(text) ?? [];
  if (label && value) return [label, value];
  throw new CliError(`'--node-selector' must be LABEL=VALUE, got ${text}: write workload=batch`);
}

/** As `kubectl taint` writes taints. */
function tolerationOf(text: string): Toleration {
  const [, key, value, effect] = /^([^=:]+)(?:=([^=:]*))?(?::([A-Za-z]+))?$/.exec(text) ?? [];
  const known = effect === undefined || TAINT_EFFECTS.includes(effect as TaintEffect);
  if (key && known) return { key, value, effect: effect as TaintEffect | undefined };
  throw new CliError(
    `'--toleration' must be KEY[=VALUE][:EFFECT], got ${text}: write batch=true:NoSchedule; ` +
      `effects are ${TAINT_EFFECTS.join(', ')}`,
  );
}
