import { APP, Component, Label } from '../../contract/labels';
import type { Report } from '../../contract/report';
import type { Kube } from '../kube';
import { reportIn } from './run-status';

/** Selects all objects of this program. */
export const OURS = `${Label.APP}=${APP}`;

/** Reports of a namespace's runs that have ended. */
export async function reportsIn(kube: Pick<Kube, 'list'>, namespace: string): Promise<Report[]> {
  const maps = await kube.list('v1', 'ConfigMap', namespace, `${OURS},${Label.COMPONENT}=${Component.REPORT}`);
  return maps.map(reportIn).filter((report) => report !== undefined);
}
