import type { Readable } from '../../contract/claim-reading';
import { APP, Component, Label, MANAGED_BY } from '../../contract/labels';
import { agentAccountName, workspaceName } from '../../contract/names';
import { Program } from '../../contract/network';
import { Path } from '../../contract/paths';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import type { LiveObject } from '../kube';
import type { RunName } from './read-run';

/** Seconds after which Kubernetes removes what a killed command left behind. */
const TTL_SECONDS = 120;
/** Time limit of a reader in seconds; one that still has more to read is then replaced. */
const DEADLINE_SECONDS: Readonly<Record<Readable, number>> = {
  events: 600,
  'dead-letters': 600,
  'event-stream': 3600,
  logs: 600,
};

/** Name of a reader's container. */
export const READER = 'reader';

/** What to read from a claim, with a query if it takes one. */
export type Reading = readonly [what: Readable, query?: string];

/** The fields of a StatefulSet's pods that a reader copies. */
interface PodSpec {
  readonly securityContext?: object;
  readonly imagePullSecrets?: readonly object[];
  readonly tolerations?: readonly object[];
  readonly nodeSelector?: object;
  readonly containers: readonly { readonly image: string; readonly securityContext?: object }[];
}

/**
 * A Job that reads a run's claim and exits: it has the image and limits of the workspace server, but no keys, tokens or
 * permissions. A claim is mounted on one node at a time: while the server is running, the reader is scheduled next to
 * it.
 * @param server the live StatefulSet of the workspace server.
 * @param what to read, with its query.
 */
export function readerJob(run: RunName, server: LiveObject, what: Reading, name: string): KubernetesObject {
  const { template, replicas } = server.spec as { template: { spec: PodSpec }; replicas?: number };
  const labels = { [Label.APP]: APP, [Label.NAME]: APP, [Label.MANAGED_BY]: MANAGED_BY };
  const spec = podSpec(run, template.spec, what, replicas !== 0);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: run.namespace, labels },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: DEADLINE_SECONDS[what[0]],
      ttlSecondsAfterFinished: TTL_SECONDS,
      template: { metadata: { labels }, spec },
    },
  };
}

function podSpec(run: RunName, server: PodSpec, what: Reading, beside: boolean): object {
  const [container] = server.containers;
  const { securityContext, imagePullSecrets, tolerations, nodeSelector } = server;
  const size = { cpu: '100m', memory: '256Mi', 'ephemeral-storage': '64Mi' };
  return {
    restartPolicy: 'Never',
    serviceAccountName: agentAccountName(run.runId),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...{ securityContext, imagePullSecrets, tolerations, nodeSelector },
    ...(beside && { affinity: besideServer(run) }),
    containers: [
      {
        name: READER,
        image: container?.image,
        securityContext: container?.securityContext,
        args: [Program.READ, ...what],
        resources: { requests: size, limits: size },
        volumeMounts: [{ name: 'workspace', mountPath: Path.WORKSPACE, readOnly: true }],
      },
    ],
    volumes: [{ name: 'workspace', persistentVolumeClaim: { claimName: workspaceName(run.runId) } }],
  };
}

const besideServer = ({ runId }: RunName): object => ({
  podAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      {
        topologyKey: 'kubernetes.io/hostname',
        labelSelector: { matchLabels: { [Label.RUN_ID]: runId, [Label.COMPONENT]: Component.WORKSPACE } },
      },
    ],
  },
});
