import { type PlacementFacts, TAINT_EFFECTS, type TaintEffect, type Toleration } from '../../contract/placement';
import { CliError } from '../cli-error';

/** Flags for the placement of agents. */
export interface PlacementFlags {
  readonly nodeSelector?: readonly string[];
  readonly toleration?: readonly string[];
}

/**
 * Convert flags to a run's own placement; undefined if there are none.
 * @throws CliError if a flag is malformed.
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

/** Parses the notation of `kubectl taint`. */
function tolerationOf(text: string): Toleration {
  const [, key, value, effect] = /^([^=:]+)(?:=([^=:]*))?(?::([A-Za-z]+))?$/.exec(text) ?? [];
  const known = effect === undefined || TAINT_EFFECTS.includes(effect as TaintEffect);
  if (key && known) return { key, value, effect: effect as TaintEffect | undefined };
  throw new CliError(
    `'--toleration' must be KEY[=VALUE][:EFFECT], got ${text}: write batch=true:NoSchedule; ` +
      `effects are ${TAINT_EFFECTS.join(', ')}`,
  );
}
