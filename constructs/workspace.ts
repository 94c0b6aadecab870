import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { MonitoringFacts } from '../contract/cluster-facts';
import type { LogLevel } from '../contract/environment';
import { Component } from '../contract/labels';
import { WORKSPACE_CONTAINER, workspaceName } from '../contract/names';
import { Port, Program } from '../contract/network';
import { Path } from '../contract/paths';
import { Route } from '../contract/workspace-api';
import { caEnvironment } from './ca-certificates';
import { type ClaimStorage, claim } from './claim';
import { GitClone } from './git-clone';
import type { GitRepository } from './git-repository';
import { intOrString, manifestOf } from './manifest';
import { ManifestObject } from './manifest-object';
import { livenessProbe, METRICS_PORT, scrapeAnnotations, traceVariables } from './monitoring';
import { Mount } from './mount';
import type { Placement } from './placement';
import { offSpot } from './placement-checks';
import { type ContainerOptions, type ContainerResources, podIdentity, podTemplate, writableFolders } from './pod';
import type { RunAccess } from './run-access';
import type { RunIdentity } from './run-identity';
import type { WorkflowConfig } from './workflow-config';

/** Settings of {@link Workspace}. */
export interface WorkspaceProps {
  readonly run: RunIdentity;
  readonly access: RunAccess;
  readonly config: WorkflowConfig;
  readonly repository: GitRepository;
  /** Reference of the image with the program. */
  readonly image: string;
  /** Storage class, size and access mode of the claim. */
  readonly storage: ClaimStorage & {
    /** Capacity, as a Kubernetes quantity. @default 10Gi */
    readonly workspaceSize?: string;
  };
  /** Monitoring of the run. @default - none */
  readonly monitoring?: MonitoringFacts;
  /** Least severe level to log. @default info */
  readonly logLevel?: LogLevel;
  /** Nodes that the pod is scheduled on, never spot nodes. @default - any that accept it */
  readonly placement?: Placement;
}

/** Two copies of a repository of a few gigabytes: as fetched, and with the changes of the items. */
const DEFAULT_SIZE = '10Gi';

/** Unpacking and merging a large repository needs memory; serving needs little. */
const RESOURCES: ContainerResources = {
  requests: { cpu: '100m', memory: '256Mi', ephemeralStorage: '256Mi' },
  limits: { cpu: '2', memory: '2Gi', ephemeralStorage: '3Gi' },
};

/** Name of the port, for people and the probe. */
const PORT_NAME = 'http';

/**
 * The run's repository and journal on one claim, served to the agents over HTTP by the only pod that connects to origin
 * and to the API server. It runs no workflow steps, and never waits for Redis: Redis waits for it.
 */
export class Workspace extends Construct {
  /** Name of the StatefulSet, Service and claim. */
  public readonly name: string;

  constructor(scope: Construct, id: string, props: WorkspaceProps) {
    super(scope, id);
    this.name = workspaceName(props.run.runId);
    claim(this, 'Claim', {
      run: props.run,
      name: this.name,
      component: Component.WORKSPACE,
      storageClass: props.storage.storageClass,
      size: props.storage.workspaceSize ?? DEFAULT_SIZE,
      accessMode: props.storage.accessMode,
    });
    new ManifestObject(this, 'Service', manifestOf('Service', this.service(props.run)));
    new ManifestObject(this, 'Server', manifestOf('StatefulSet', this.server(props)));
  }

  private service(run: RunIdentity): k8s.KubeServiceProps {
    return {
      metadata: run.metadata(this.name, Component.WORKSPACE),
      spec: {
        type: 'ClusterIP',
        selector: run.selector(Component.WORKSPACE),
        // While origin is being cloned the pod is not ready, but agents must find its address and retry.
        publishNotReadyAddresses: true,
        ports: [
          {
            name: PORT_NAME,
            port: Port.WORKSPACE,
            targetPort: intOrString(PORT_NAME),
            protocol: 'TCP',
          },
          {
            name: METRICS_PORT.name,
            port: METRICS_PORT.number,
            targetPort: intOrString(METRICS_PORT.name),
            protocol: 'TCP',
          },
        ],
      },
    };
  }

  /** Without `replicas`: the run scales itself to 0 at its end, which no tool may see as drift. */
  private server(props: WorkspaceProps): k8s.KubeStatefulSetProps {
    const { run, access } = props;
    const shared = [Mount.claim('workspace', Path.WORKSPACE, this.name), props.config.mount, ...writableFolders()];
    const clone = new GitClone({ ...props, mounts: shared, resources: RESOURCES });
    return {
      metadata: run.metadata(this.name, Component.WORKSPACE),
      spec: {
        serviceName: this.name,
        selector: { matchLabels: run.selector(Component.WORKSPACE) },
        template: podTemplate({
          run,
          component: Component.WORKSPACE,
          serviceAccountName: access.runAccount,
          annotations: scrapeAnnotations(props.monitoring),
          placement: offSpot(props.placement),
          logLevel: props.logLevel,
          initContainers: [clone.container],
          container: serverContainer(props, shared),
        }),
      },
    };
  }
}

function serverContainer(props: WorkspaceProps, shared: readonly Mount[]): ContainerOptions {
  const { auth, caCertificates } = props.repository;
  return {
    name: WORKSPACE_CONTAINER,
    image: props.image,
    args: [Program.WORKSPACE],
    env: [...podIdentity(), ...auth.env, ...caEnvironment(caCertificates), ...traceVariables(props.monitoring)],
    mounts: [...shared, ...auth.mounts, Mount.apiAccess()],
    resources: RESOURCES,
    ports: [{ name: PORT_NAME, number: Port.WORKSPACE }, METRICS_PORT],
    livenessProbe: livenessProbe(Route.HEALTH, PORT_NAME),
    readinessProbe: {
      httpGet: { path: Route.READY, port: intOrString(PORT_NAME) },
      periodSeconds: 2,
      timeoutSeconds: 5,
    },
  };
}
