import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kwokBinary } from '../tools/cluster-addons';
import { KUBECONFIG, STATE } from './paths';
import { startProcess, stopProcess } from './processes';

/** Label of fake nodes, and key of the taint that keeps other pods off them. */
export const FAKE_NODE = 'kwok.x-k8s.io/node';

const PROCESS = 'kwok';
/** Pods per node that Kubernetes supports: https://kubernetes.io/docs/setup/best-practices/cluster-large/ */
export const PODS_OF_A_NODE = 110;

/** A fake node as input for `kubectl create -f -`, with room for the usual number of pods. */
export const fakeNode = (index: number): object => {
  const room = { cpu: '256', memory: '1Ti', 'ephemeral-storage': '10Ti', pods: String(PODS_OF_A_NODE) };
  const marked = { [FAKE_NODE]: 'fake' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: `fake-${index}`, labels: marked, annotations: marked },
    spec: { taints: [{ key: FAKE_NODE, value: 'fake', effect: 'NoSchedule' }] },
    status: { allocatable: room, capacity: room },
  };
};

/**
 * Play the kubelet of every fake node: scheduled pods count as running until they are deleted, and nothing runs in
 * them. The first call builds kwok, which takes minutes.
 */
export async function startFakeKubelets(): Promise<void> {
  const program = join(await kwokBinary(), 'kwok');
  await stopFakeKubelets();
  const configuration = join(STATE, 'kwok.json');
  await writeFile(configuration, stages.map((stage) => JSON.stringify(stage)).join('\n---\n'));
  const flags = [
    `--kubeconfig=${KUBECONFIG}`,
    `--config=${configuration}`,
    '--manage-all-nodes=false',
    `--manage-nodes-with-annotation-selector=${FAKE_NODE}=fake`,
    '--node-lease-duration-seconds=40',
    '--server-address=',
  ];
  await startProcess(PROCESS, [program, ...flags]);
}

export const stopFakeKubelets = (): Promise<void> => stopProcess(PROCESS);

const stage = (kind: 'Node' | 'Pod', name: string, matchExpressions: readonly object[], next: object): object => ({
  apiVersion: 'kwok.x-k8s.io/v1alpha1',
  kind: 'Stage',
  metadata: { name },
  spec: { resourceRef: { apiGroup: 'v1', kind }, selector: { matchExpressions }, next },
});

const DELETED = '.metadata.deletionTimestamp';

/** Status that kubelets report for pods whose containers have started. */
const RUNNING = `{{ $now := Now | Quote }}
phase: Running
startTime: {{ $now }}
conditions:
{{ range $type := list "Initialized" "ContainersReady" "Ready" }}
- { type: {{ $type }}, status: "True", lastTransitionTime: {{ $now }} }
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: true
  started: true
  restartCount: 0
  state: { running: { startedAt: {{ $now }} } }
{{ end }}
`;

/** Status that kubelets report for nodes that accept pods. */
const READY = `{{ $now := Now | Quote }}
conditions:
- { type: Ready, status: "True", reason: Fake, lastHeartbeatTime: {{ $now }}, lastTransitionTime: {{ $now }} }
`;

const stages = [
  stage(
    'Node',
    'node-is-ready',
    [{ key: '.status.conditions.[] | select( .type == "Ready" ) | .status', operator: 'NotIn', values: ['True'] }],
    { statusTemplate: READY },
  ),
  stage(
    'Pod',
    'pod-runs',
    [
      { key: DELETED, operator: 'DoesNotExist' },
      { key: '.status.phase', operator: 'In', values: ['Pending'] },
    ],
    { statusTemplate: RUNNING },
  ),
  stage(
    'Pod',
    'pod-ends',
    [
      { key: DELETED, operator: 'Exists' },
      { key: '.status.phase', operator: 'In', values: ['Pending', 'Running'] },
    ],
    { statusTemplate: 'phase: Failed' },
  ),
  // Removes the Job controller's finalizer too: it ignores these pods when a whole namespace is deleted.
  stage(
    'Pod',
    'pod-goes',
    [
      { key: DELETED, operator: 'Exists' },
      { key: '.status.phase', operator: 'In', values: ['Failed', 'Succeeded'] },
    ],
    { finalizers: { empty: true }, delete: true },
  ),
];
