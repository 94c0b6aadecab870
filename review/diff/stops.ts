import { Component, Label } from '../../contract/labels';
import { counted } from '../counted';
import type { UnderWay } from '../live/under-way';
import { podsOf } from '../pods';
import type { ReviewedObject } from '../reviewed-object';
import type { Pair } from './rule';

/** Number of agents that a Job runs at once; undefined for every other object. */
export const agentsOf = (object: ReviewedObject): number | undefined =>
  object.kind === 'Job' ? podsOf([object])[0]?.count : undefined;

/** An agent works on one item at a time, which bounds the items in progress; a cluster may know the exact number. */
function agentsStop(rendered: number, underWay: UnderWay | undefined): string {
  if (underWay?.isOver) return 'its run is over, so nothing is stopped';
  const { agents = rendered, items } = underWay ?? {};
  const most = items ?? agents;
  return (
    `stops ${counted(agents, 'agent')}; ${items === undefined ? 'up to ' : ''}${counted(most, 'item')} ` +
    `${most === 1 ? 'returns' : 'return'} to the queue`
  );
}

/** What a replacement stops; empty if not known. */
export function stopsText({ base, head, underWay }: Pair): string {
  const [before, after] = [agentsOf(base), agentsOf(head)];
  if (before !== undefined)
    return agentsStop(after !== undefined && after < before ? before - after : before, underWay);
  return waitText(base.metadata.labels?.[Label.COMPONENT]);
}

/** What the removal of an object stops. */
export function removalStops(object: ReviewedObject, underWay?: UnderWay): string {
  const agents = agentsOf(object);
  return agents === undefined ? waitText(object.metadata.labels?.[Label.COMPONENT]) : agentsStop(agents, underWay);
}

/** Who waits while a pod is down; no work is lost. */
function waitText(component: string | undefined): string {
  if (component === Component.WORKSPACE) return 'agents wait until the workspace server is back';
  if (component === Component.QUEUE) return 'agents wait until Redis is back';
  if (component === Component.REPOSITORY_CACHE) return 'runs that start meanwhile fetch from origin only';
  return '';
}
