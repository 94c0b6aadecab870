import { redisName, workspaceName } from '../../contract/names';
import type { Kube, LiveObject } from '../kube';
import type { RunName } from './read-run';

const setOf = (namespace: string, name: string) => ({ apiVersion: 'apps/v1', kind: 'StatefulSet', name, namespace });

/** The StatefulSet of a run's workspace server; undefined if there is none. */
export const workspaceServer = (kube: Pick<Kube, 'get'>, { namespace, runId }: RunName) =>
  kube.get(setOf(namespace, workspaceName(runId)));

/**
 * Whether the workspace server of a reported run has finished: its last step is to scale itself to 0, after handing
 * over the claims.
 */
export const isAtRest = (server: LiveObject | undefined): boolean => !(Number(server?.spec?.replicas) > 0);

/** Scale up the servers that were scaled to 0. */
export async function startServers(kube: Pick<Kube, 'get' | 'patch'>, { namespace, runId }: RunName): Promise<void> {
  for (const name of [workspaceName(runId), redisName(runId)]) {
    const set = setOf(namespace, name);
    if (await kube.get(set)) await kube.patch(set, { spec: { replicas: 1 } });
  }
}
