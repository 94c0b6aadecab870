import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { LogLevel } from '../contract/environment';
import { Component } from '../contract/labels';
import { QUEUE_PASSWORD_CONTAINER, redisName } from '../contract/names';
import { Port, Program } from '../contract/network';
import { Path } from '../contract/paths';
import { type ClaimStorage, claim } from './claim';
import { intOrString, manifestOf } from './manifest';
import { ManifestObject } from './manifest-object';
import { Mount } from './mount';
import type { Placement } from './placement';
import { offSpot } from './placement-checks';
import { type ContainerOptions, type ContainerResources, podTemplate, writableFolders } from './pod';
import type { RunAccess } from './run-access';
import type { RunIdentity } from './run-identity';
import type { WorkflowConfig } from './workflow-config';

/** Settings of {@link WorkQueue}. */
export interface WorkQueueProps {
  readonly run: RunIdentity;
  readonly access: RunAccess;
  readonly config: WorkflowConfig;
  /** Reference of the image with `redis-server` 7. */
  readonly redisImage: string;
  /** Reference of the image with the program. */
  readonly image: string;
  /** Storage class, size and access mode of the claim. */
  readonly storage: ClaimStorage & {
    /** Capacity, as a Kubernetes quantity. @default 1Gi */
    readonly queueSize?: string;
  };
  /** Least severe level to log. @default info */
  readonly logLevel?: LogLevel;
  /** Nodes that the pod is scheduled on, never spot nodes. @default - any that accept it */
  readonly placement?: Placement;
}

/** Room for ten thousand items of at most 64 KiB, and for the file that Redis writes when it rewrites them. */
const DEFAULT_SIZE = '1Gi';

/** Room for ten thousand items of at most 64 KiB, and for the append-only file's buffers. */
const REDIS_RESOURCES: ContainerResources = {
  requests: { cpu: '100m', memory: '128Mi', ephemeralStorage: '64Mi' },
  limits: { cpu: '1', memory: '1Gi', ephemeralStorage: '3Gi' },
};

/** One HTTP call: little work, but everything waits for it. */
const PASSWORD_RESOURCES: ContainerResources = {
  requests: { cpu: '50m', memory: '64Mi', ephemeralStorage: '64Mi' },
  limits: { cpu: '1', memory: '256Mi', ephemeralStorage: '3Gi' },
};

/** Name of the port, for people and the probe. */
const PORT_NAME = 'redis';

/**
 * The work queue of a MapReduce run: Redis with its data on a claim. No manifest contains its password; an init
 * container fetches it from the run's workspace server and writes it to a configuration file in memory.
 */
export class WorkQueue extends Construct {
  /** Name of the StatefulSet, Service and claim. */
  public readonly name: string;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.name = redisName(props.run.runId);
    claim(this, 'Claim', {
      run: props.run,
      name: this.name,
      component: Component.QUEUE,
      storageClass: props.storage.storageClass,
      size: props.storage.queueSize ?? DEFAULT_SIZE,
      accessMode: props.storage.accessMode,
    });
    new ManifestObject(this, 'Service', manifestOf('Service', this.service(props.run)));
    new ManifestObject(this, 'Server', manifestOf('StatefulSet', this.server(props)));
  }

  private service(run: RunIdentity): k8s.KubeServiceProps {
    return {
      metadata: run.metadata(this.name, Component.QUEUE),
      spec: {
        type: 'ClusterIP',
        selector: run.selector(Component.QUEUE),
        // An early connection is refused and retried; a failed lookup would be cached for as long as DNS servers keep
        // negative answers.
        publishNotReadyAddresses: true,
        ports: [{ name: PORT_NAME, port: Port.REDIS, targetPort: intOrString(PORT_NAME), protocol: 'TCP' }],
      },
    };
  }

  /** Without `replicas`: the run scales it to 0 at its end, which no tool may see as drift. */
  private server(props: WorkQueueProps): k8s.KubeStatefulSetProps {
    const { run, access } = props;
    const configuration = Mount.memory('redis-config', Path.REDIS_CONFIG, '1Mi');
    return {
      metadata: run.metadata(this.name, Component.QUEUE),
      spec: {
        serviceName: this.name,
        selector: { matchLabels: run.selector(Component.QUEUE) },
        template: podTemplate({
          run,
          component: Component.QUEUE,
          serviceAccountName: access.redisAccount,
          placement: offSpot(props.placement),
          logLevel: props.logLevel,
          initContainers: [passwordContainer(props, configuration)],
          container: redisContainer(props.redisImage, [
            Mount.claim('data', Path.REDIS_DATA, this.name),
            configuration,
            ...writableFolders(),
          ]),
        }),
      },
    };
  }
}

const passwordContainer = (props: WorkQueueProps, configuration: Mount): ContainerOptions => ({
  name: QUEUE_PASSWORD_CONTAINER,
  image: props.image,
  args: [Program.REDIS_CONFIG],
  mounts: [configuration, props.config.mount, Mount.workspaceToken(props.run), ...writableFolders()],
  resources: PASSWORD_RESOURCES,
});

/** The probe only opens a connection: a command would need the password. */
const redisContainer = (image: string, mounts: readonly Mount[]): ContainerOptions => ({
  name: 'redis',
  image,
  command: ['redis-server', Path.REDIS_CONFIG_FILE],
  mounts,
  resources: REDIS_RESOURCES,
  ports: [{ name: PORT_NAME, number: Port.REDIS }],
  readinessProbe: {
    tcpSocket: { port: intOrString(PORT_NAME) },
    periodSeconds: 2,
    timeoutSeconds: 2,
  },
});
