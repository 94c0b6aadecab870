import type { k8s } from 'cdk8s-plus-28';
import type { PullPolicy } from '../contract/agent-pod';
import { Env, type LogLevel } from '../contract/environment';
import { type Component, Label } from '../contract/labels';
import { USER_ID } from '../contract/network';
import { Path } from '../contract/paths';
import { quantity } from './manifest';
import { Mount } from './mount';
import { Placement } from './placement';
import type { RunIdentity } from './run-identity';

/** Seconds that a pod stays bound to a node that is not ready or unreachable; Kubernetes' default is 300. */
const NODE_LOSS_SECONDS = 30;

/** Resources of a container, as Kubernetes quantities. */
export interface ContainerResources {
  readonly requests: { readonly cpu: string; readonly memory: string; readonly ephemeralStorage: string };
  readonly limits: { readonly cpu: string; readonly memory: string; readonly ephemeralStorage: string };
  /** Whole devices such as GPUs, by resource name: request and limit are equal. @default - none */
  readonly devices?: { readonly [resource: string]: number };
}

/** What differs between containers; the rest is the same for all of them. */
export interface ContainerOptions {
  readonly name: string;
  /** Reference of the image, with a digest if one is known. */
  readonly image: string;
  /** @default IfNotPresent */
  readonly imagePullPolicy?: PullPolicy;
  /** @default - the image's own entry point */
  readonly command?: readonly string[];
  /** @default - none */
  readonly args?: readonly string[];
  /** @default - only what every container of a run has */
  readonly env?: readonly k8s.EnvVar[];
  readonly mounts: readonly Mount[];
  readonly resources: ContainerResources;
  /** Ports that the container listens on, by name. @default - none */
  readonly ports?: readonly { readonly name: string; readonly number: number }[];
  /** @default - ready as soon as it runs */
  readonly readinessProbe?: k8s.Probe;
  /** @default - alive as long as it runs */
  readonly livenessProbe?: k8s.Probe;
}

/** Owner of the pods; without an id, they belong to no run. */
type PodOwner = Pick<RunIdentity, 'labels'> & Partial<Pick<RunIdentity, 'runId'>>;

/** Options of {@link podTemplate}, for a pod of a run or of a namespace. */
export interface PodOptions {
  readonly run: PodOwner;
  readonly component: Component;
  readonly serviceAccountName: string;
  /** @default - none */
  readonly initContainers?: readonly ContainerOptions[];
  readonly container: ContainerOptions;
  /** @default Always */
  readonly restartPolicy?: 'Always' | 'Never';
  /** Seconds between SIGTERM and SIGKILL. @default 30 */
  readonly terminationGracePeriodSeconds?: number;
  /** Annotations in addition to the placement's. @default - none */
  readonly annotations?: { readonly [name: string]: string };
  /** @default - any node that accepts it */
  readonly placement?: Placement;
  /** Least severe level to log. @default info */
  readonly logLevel?: LogLevel;
}

/** A pod template that meets the `restricted` Pod Security Standard, with every setting explicit. */
export function podTemplate(options: PodOptions): k8s.PodTemplateSpec {
  const { run, initContainers = [], container } = options;
  const labels = run.labels(options.component);
  const placed = (options.placement ?? Placement.anywhere()).forPods(likePods(labels));
  const volumes = new Map(
    [...initContainers, container].flatMap(({ mounts }) => mounts.map(({ volume }) => [volume.name, volume])),
  );
  return {
    metadata: { labels, annotations: annotationsOf(options.annotations, placed.annotations) },
    spec: {
      serviceAccountName: options.serviceAccountName,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: options.restartPolicy ?? 'Always',
      terminationGracePeriodSeconds: options.terminationGracePeriodSeconds ?? 30,
      securityContext: POD_SECURITY,
      ...placed.spec,
      tolerations: [...['not-ready', 'unreachable'].map(untilNodeLoss), ...placed.tolerations],
      initContainers:
        initContainers.length > 0 ? initContainers.map((init) => kubeContainer(options, init)) : undefined,
      containers: [kubeContainer(options, container)],
      volumes: [...volumes.values()],
    },
  };
}

type Annotations = { readonly [name: string]: string } | undefined;

/** Both merged; undefined if there are none. */
const annotationsOf = (own: Annotations, placed: Annotations): { [name: string]: string } | undefined =>
  own || placed ? { ...own, ...placed } : undefined;

/** Folders that programs expect to be writable, since the image itself is read-only. */
export const writableFolders = (): Mount[] => [
  Mount.scratch('tmp', Path.TEMPORARY, '1Gi'),
  Mount.scratch('home', Path.HOME, '1Gi'),
];

/** The pod's identity, as variables for the program in it. */
export const podIdentity = (): k8s.EnvVar[] => [
  { name: Env.POD_NAME, valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  { name: Env.POD_UID, valueFrom: { fieldRef: { fieldPath: 'metadata.uid' } } },
];

/** Labels shared by the pods of one component of a run, or of a namespace. */
const likePods = (labels: { readonly [label: string]: string }): { [label: string]: string } =>
  Object.fromEntries([Label.INSTANCE, Label.COMPONENT].map((label) => [label, labels[label]!]));

const POD_SECURITY: k8s.PodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: USER_ID,
  runAsGroup: USER_ID,
  fsGroup: USER_ID,
  fsGroupChangePolicy: 'OnRootMismatch',
  seccompProfile: { type: 'RuntimeDefault' },
};

const CONTAINER_SECURITY: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

const untilNodeLoss = (condition: string): k8s.Toleration => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: NODE_LOSS_SECONDS,
});

function kubeContainer(pod: PodOptions, options: ContainerOptions): k8s.Container {
  return {
    name: options.name,
    image: options.image,
    imagePullPolicy: options.imagePullPolicy ?? 'IfNotPresent',
    command: options.command && [...options.command],
    args: options.args && [...options.args],
    env: [...ofPod(pod), { name: 'HOME', value: Path.HOME }, ...(options.env ?? [])],
    ports: options.ports?.map(({ name, number }) => ({ name, containerPort: number, protocol: 'TCP' })),
    readinessProbe: options.readinessProbe,
    livenessProbe: options.livenessProbe,
    resources: resourcesOf(options.resources),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: options.mounts.map(({ volumeMount }) => volumeMount),
  };
}

const ofPod = ({ run: { runId }, logLevel }: PodOptions): k8s.EnvVar[] => [
  ...(runId === undefined ? [] : [{ name: Env.WORKFLOW_ID, value: runId }]),
  ...(logLevel === undefined ? [] : [{ name: Env.LOG_LEVEL, value: logLevel }]),
];

const resourcesOf = ({ requests, limits, devices = {} }: ContainerResources): k8s.ResourceRequirements => ({
  requests: { ...quantities(requests), ...counts(devices) },
  limits: { ...quantities(limits), ...counts(devices) },
});

const counts = (devices: { readonly [resource: string]: number }): { [key: string]: k8s.Quantity } =>
  Object.fromEntries(Object.entries(devices).map(([name, count]) => [name, quantity(count)]));

const quantities = (amounts: ContainerResources['requests']): { [key: string]: k8s.Quantity } => ({
  cpu: quantity(amounts.cpu),
  memory: quantity(amounts.memory),
  'ephemeral-storage': quantity(amounts.ephemeralStorage),
});
