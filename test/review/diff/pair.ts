import { clusterNamed } from '../../../stacks/clusters';
import type { KubernetesObject } from '../../../stacks/kubernetes-object';
import { readProject } from '../../../stacks/project';
import { renderRun, renderTenant } from '../../../stacks/render';

const RUN = 'tidy';

/** Where the objects of the pairs lie. */
export const NAMESPACE = 'review-diff';
/** A class whose volumes grow. */
export const CLASS = 'review-diff';

const { images } = readProject('.');
const cluster = {
  ...clusterNamed('development'),
  namespace: NAMESPACE,
  storage: { storageClass: CLASS, workspaceSize: '2Gi', queueSize: '1Gi' },
  storageClasses: { [CLASS]: { accessModes: ['ReadWriteOnce' as const], expandable: true } },
  quota: { pods: 20, requests: { cpu: '4', memory: '8Gi' }, limits: { cpu: '16', memory: '24Gi' } },
  submitters: [{ kind: 'Group' as const, name: 'team-a' }],
};

const WORKFLOW = 'name: tidy\nmode: mapreduce\nmap:\n  input: ls\n  agent_template:\n    - claude: "/fix"\n';

/** The objects of a run with four agents. */
export const run = renderRun({
  workflow: { text: WORKFLOW, file: 'tidy.yaml' },
  cluster,
  images,
  repository: { url: 'https://git.example.com/a.git', revision: 'main' },
  credentials: {
    'git-token': { source: 'existing', secretName: 'keys' },
    'claude-api-key': { source: 'existing', secretName: 'keys' },
  },
  runId: RUN,
  agents: 4,
}).objects;

/** Only the command line makes Secrets, from values that are nowhere else. */
const secret: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'prodigy-secrets-tidy', namespace: NAMESPACE, labels: { 'prodigy.io/run-id': RUN } },
  type: 'Opaque',
  data: { 'git-token': 'Zmlyc3Q=' },
};

/** Of others: nothing of this project is made by the clock. */
const cronJob: KubernetesObject = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'nightly', namespace: NAMESPACE },
  spec: {
    schedule: '0 0 1 1 *',
    jobTemplate: {
      spec: {
        template: {
          spec: {
            restartPolicy: 'Never',
            securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
            containers: [
              {
                name: 'more',
                image: 'example.com/more:1',
                securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
              },
            ],
          },
        },
      },
    },
  },
};

/** Of others, too: nothing of this project is of the whole cluster but the namespace. */
const clusterRole: KubernetesObject = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'review-diff', labels: { review: CLASS } },
  rules: [{ nonResourceURLs: ['/healthz/*'], verbs: ['get'] }],
};

/** Of others, too: every pod of this project is made from a template. No scheduler gives it a node. */
const pod: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'shop', namespace: NAMESPACE },
  spec: {
    schedulerName: 'nobody',
    automountServiceAccountToken: false,
    activeDeadlineSeconds: 600,
    tolerations: [{ key: 'spot', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 }],
    initContainers: [{ name: 'first', image: 'example.com/first:1' }],
    containers: [{ name: 'shop', image: 'example.com/shop:1' }],
  },
};

/** Of others: nothing of this project is open to the outside. */
const ingress: KubernetesObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'shop', namespace: NAMESPACE },
  spec: {
    ingressClassName: 'inner',
    tls: [{ hosts: ['*.example.com'], secretName: 'shop' }],
    rules: [
      {
        host: 'shop.example.com',
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'shop', port: { number: 80 } } } }],
        },
      },
    ],
  },
};

/** Everything that a pair begins with. */
export const everyObject: readonly KubernetesObject[] = [
  ...run,
  ...[secret, cronJob, clusterRole, ingress, pod],
  ...renderTenant(cluster, images),
];

/** Names by which the pairs call the objects. */
export const NAMES = {
  job: 'Job/prodigy-tidy',
  workspace: 'StatefulSet/prodigy-workspace-tidy',
  redis: 'StatefulSet/prodigy-redis-tidy',
  claim: 'PersistentVolumeClaim/prodigy-redis-tidy',
  files: 'ConfigMap/prodigy-workflow-tidy',
  secret: 'Secret/prodigy-secrets-tidy',
  cron: 'CronJob/nightly',
  pod: 'Pod/shop',
  service: 'Service/prodigy-redis-tidy',
  ingress: 'Ingress/shop',
  role: 'Role/prodigy-run-tidy',
  clusterRole: 'ClusterRole/review-diff',
  binding: 'RoleBinding/prodigy-run-tidy',
  account: 'ServiceAccount/prodigy-agent-tidy',
  policy: 'NetworkPolicy/prodigy-tidy-agents',
  namespace: `Namespace/${NAMESPACE}`,
  quota: 'ResourceQuota/prodigy-quota',
  limits: 'LimitRange/prodigy-limits',
} as const;

/** One field and what it is set to; undefined takes it away. */
export type Edit = readonly [path: string, value: unknown];

/** An object before and after one change, and what is to be told about it. */
export interface Pair {
  readonly what: string;
  readonly of: keyof typeof NAMES;
  /** What the object is to be like before. */
  readonly before: readonly Edit[];
  readonly edits: readonly Edit[];
  /** Verdicts in the order that they are told in. */
  readonly verdicts: string;
}

/** A pair of one edit. */
export const pair = (
  of: Pair['of'],
  what: string,
  edit: Edit | readonly Edit[],
  verdicts: string,
  before: readonly Edit[] = [],
): Pair => ({
  ...{ what, of, verdicts, before },
  edits: typeof edit[0] === 'string' ? [edit as Edit] : (edit as readonly Edit[]),
});

/** The object that a pair is about, before and after. */
export function objectsOf({ of, before, edits }: Pair): { base: KubernetesObject; head: KubernetesObject } {
  const rendered = everyObject.find(({ kind, metadata }) => `${kind}/${metadata.name}` === NAMES[of]);
  if (rendered === undefined) throw new Error(`nothing is rendered by the name ${NAMES[of]}`);
  const base = edited(rendered, before);
  return { base, head: edited(base, edits) };
}

/** An object with some fields set; `~` stands for a dot within a step, and members of lists go by their place. */
function edited(object: KubernetesObject, edits: readonly Edit[]): KubernetesObject {
  const copy = structuredClone(object);
  for (const [path, value] of edits) {
    const steps = path.split('.').map((step) => step.replaceAll('~', '.'));
    const last = steps.pop() as string;
    // biome-ignore lint/suspicious/noExplicitAny: any field of any kind
    let parent: any = copy;
    for (const step of steps) {
      parent[step] ??= {};
      parent = parent[step];
    }
    if (value !== undefined) parent[last] = value;
    else if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
  }
  return copy;
}
