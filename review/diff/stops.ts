import { Component, Label } from '../../contract/labels';
import { podsOf } from '../pods';
import type { ReviewedObject } from '../reviewed-object';
import type { Pair } from './rule';

/** `1 agent`, `12 agents`. */
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** How many agents a Job runs at once; undefined for every other object. */
export const agentsOf = (object: ReviewedObject): number | undefined =>
  object.kind === 'Job' ? podsOf([object])[0]?.count : undefined;

/** An agent works on one item at a time, so that no more of them can be under way. */
const agentsStop = (count: number): string =>
  `stops ${counted(count, 'agent')}; up to ${counted(count, 'item')} ${count === 1 ? 'returns' : 'return'} to the queue`;

/** What a replacement stops; empty where it is not known. */
export function stopsText({ base, head }: Pair): string {
  const [before, after] = [agentsOf(base), agentsOf(head)];
  if (before !== undefined) return agentsStop(after !== undefined && after < before ? before - after : before);
  return waitText(base.metadata.labels?.[Label.COMPONENT]);
}

/** What an object stops that is taken away. */
export function removalStops(object: ReviewedObject): string {
  const agents = agentsOf(object);
  return agents === undefined ? waitText(object.metadata.labels?.[Label.COMPONENT]) : agentsStop(agents);
}

/** Who waits while a pod is away; nothing is lost by it. */
function waitText(component: string | undefined): string {
  if (component === Component.WORKSPACE) return 'agents wait until the workspace server is back';
  if (component === Component.QUEUE) return 'agents wait until Redis is back';
  if (component === Component.REPOSITORY_CACHE) return 'runs that start meanwhile fetch from origin alone';
  return '';
}
