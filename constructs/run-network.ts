import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { APP, Component, Label } from '../contract/labels';
import { networkPolicyName } from '../contract/names';
import { Port } from '../contract/network';
import type { GitRepository } from './git-repository';
import { DNS, except, LINK_LOCAL, PRIVATE, tcp } from './network-rules';
import type { RunIdentity } from './run-identity';

/** Settings of {@link RunNetwork}. */
export interface RunNetworkProps {
  readonly run: RunIdentity;
  /** Origin: its ports are opened for the workspace pod. */
  readonly repository: GitRepository;
  /** Whether the run has a work queue. */
  readonly queue: boolean;
  /** Whether the agents may open HTTPS connections to public addresses. */
  readonly publicHttps: boolean;
  /** Whether the workspace pod fetches from the namespace's repository cache. */
  readonly repositoryCache: boolean;
}

const HTTPS = 443;
/** Where API servers listen when their Service has been resolved to an endpoint. */
const API_SERVER_PORTS = [HTTPS, 6443];

/**
 * Which connections a run's pods may open and take; everything else is refused both ways.
 *
 * Plain NetworkPolicy knows addresses, no host names. Origin may be a host of the organisation and API servers have
 * private addresses in most clusters, so the workspace pod reaches any address but link-local ones on those ports.
 * An origin behind a Service of the same cluster must listen on the port that its URL names, since policies see
 * connections after the Service was resolved. IPv6 stays closed.
 */
export class RunNetwork extends Construct {
  constructor(scope: Construct, id: string, props: RunNetworkProps) {
    super(scope, id);
    const { run } = props;
    this.policy('DefaultDeny', run, 'default-deny', {
      podSelector: { matchLabels: { [Label.RUN_ID]: run.runId } },
      policyTypes: ['Ingress', 'Egress'],
    });
    this.policy('Agents', run, 'agents', agents(props));
    this.policy('Workspace', run, 'workspace', workspace(props));
    if (props.queue) this.policy('Queue', run, 'redis', queue(props));
  }

  private policy(id: string, run: RunIdentity, purpose: string, spec: k8s.NetworkPolicySpec): void {
    const metadata = run.metadata(networkPolicyName(run.runId, purpose), Component.NETWORK);
    new k8s.KubeNetworkPolicy(this, id, { metadata, spec });
  }
}

const agents = ({ run, ...props }: RunNetworkProps): k8s.NetworkPolicySpec => ({
  podSelector: { matchLabels: run.selector(Component.AGENT) },
  policyTypes: ['Egress'],
  egress: [
    DNS,
    { to: [pods(run, Component.WORKSPACE)], ports: [tcp(Port.WORKSPACE)] },
    ...(props.queue ? [{ to: [pods(run, Component.QUEUE)], ports: [tcp(Port.REDIS)] }] : []),
    ...(props.publicHttps ? [{ to: [except([LINK_LOCAL, ...PRIVATE])], ports: [tcp(HTTPS)] }] : []),
  ],
});

const workspace = ({ run, ...props }: RunNetworkProps): k8s.NetworkPolicySpec => ({
  podSelector: { matchLabels: run.selector(Component.WORKSPACE) },
  policyTypes: ['Ingress', 'Egress'],
  ingress: [
    {
      from: [pods(run, Component.AGENT), ...(props.queue ? [pods(run, Component.QUEUE)] : [])],
      ports: [tcp(Port.WORKSPACE)],
    },
  ],
  egress: [
    DNS,
    { to: [except([LINK_LOCAL])], ports: [...new Set([...API_SERVER_PORTS, ...props.repository.ports])].map(tcp) },
    ...(props.repositoryCache ? [{ to: [CACHE], ports: [tcp(Port.REPOSITORY_CACHE)] }] : []),
  ],
});

const queue = ({ run }: RunNetworkProps): k8s.NetworkPolicySpec => ({
  podSelector: { matchLabels: run.selector(Component.QUEUE) },
  policyTypes: ['Ingress', 'Egress'],
  ingress: [{ from: [pods(run, Component.AGENT)], ports: [tcp(Port.REDIS)] }],
  egress: [DNS, { to: [pods(run, Component.WORKSPACE)], ports: [tcp(Port.WORKSPACE)] }],
});

/** Of the namespace, not of the run. */
const CACHE: k8s.NetworkPolicyPeer = {
  podSelector: { matchLabels: { [Label.APP]: APP, [Label.COMPONENT]: Component.REPOSITORY_CACHE } },
};

const pods = (run: RunIdentity, component: Component): k8s.NetworkPolicyPeer => ({
  podSelector: { matchLabels: run.selector(component) },
});
