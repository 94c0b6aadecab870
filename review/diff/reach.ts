import { ANY, type Ports } from '../network/endpoint';
import { into, outOf } from '../network/flows';
import { type RunEndpoint, worldOf } from '../network/world';
import type { ReviewedObject } from '../reviewed-object';

/**
 * Connections of a run's pods that its policies leave open after a change, and did not before: a line each, such as
 * `agent -> 10.0.0.0/8: TCP/443`. What the policies of others say is theirs.
 */
export function widerReach(base: readonly ReviewedObject[], head: readonly ReviewedObject[]): string[] {
  if (samePolicies(base, head)) return [];
  const { run, others } = worldOf([...head, ...base.filter(isPolicy)], []);
  const lines = run.flatMap((pod) => {
    const met = [...run.filter((other) => other !== pod), ...others];
    return met.flatMap((peer) => [
      ...opened(`${pod.name} -> ${peer.name}`, outOf(base, pod, peer), outOf(head, pod, peer)),
      ...(peer.kind === 'pod'
        ? opened(`${peer.name} -> ${pod.name}`, intoBy(base, pod, peer), intoBy(head, pod, peer))
        : []),
    ]);
  });
  return [...new Set(lines)].sort();
}

const isPolicy = ({ kind }: ReviewedObject): boolean => kind === 'NetworkPolicy' || kind === 'CiliumNetworkPolicy';

const samePolicies = (base: readonly ReviewedObject[], head: readonly ReviewedObject[]): boolean =>
  JSON.stringify(specs(base)) === JSON.stringify(specs(head));

const specs = (objects: readonly ReviewedObject[]): string[] =>
  objects
    .filter(isPolicy)
    .map(({ spec }) => JSON.stringify(spec))
    .sort();

const intoBy = (objects: readonly ReviewedObject[], pod: RunEndpoint, from: Parameters<typeof into>[2]): Ports =>
  into(
    objects.filter(({ kind }) => kind === 'NetworkPolicy'),
    pod,
    from,
  );

function opened(way: string, before: Ports, after: Ports): string[] {
  if (before.has(ANY)) return [];
  return [...after]
    .filter((port) => !before.has(port) && !before.has(`${port.split('/')[0]}/${ANY}`))
    .map((port) => `${way}: ${port}`);
}
