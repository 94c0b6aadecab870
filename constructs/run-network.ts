import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Component, Label } from '../contract/labels';
import { networkPolicyName } from '../contract/names';
import { Port } from '../contract/network';
import type { GitRepository } from './git-repository';
import type { RunIdentity } from './run-identity';

/** Settings of {@link RunNetwork}. */
export interface RunNetworkProps {
  readonly run: RunIdentity;
  /** Origin: its port is opened for the workspace pod. */
  readonly repository: GitRepository;
  /** Whether the run has a work queue. */
  readonly queue: boolean;
  /** Whether the agents may open HTTPS connections to public addresses. */
  readonly publicHttps: boolean;
}

const HTTPS = 443;
/** Where API servers listen when their Service has been resolved to an endpoint. */
const API_SERVER_PORTS = [HTTPS, 6443];

const ANYWHERE = '0.0.0.0/0';
/** Cloud metadata, which hands out the node's credentials. */
const LINK_LOCAL = '169.254.0.0/16';
/** The cluster itself and the networks around it: RFC 1918, and RFC 6598, which clouds use for pods. */
const PRIVATE = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'];

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
    { to: [except([LINK_LOCAL])], ports: [...new Set([...API_SERVER_PORTS, props.repository.port])].map(tcp) },
  ],
});

const queue = ({ run }: RunNetworkProps): k8s.NetworkPolicySpec => ({
  podSelector: { matchLabels: run.selector(Component.QUEUE) },
  policyTypes: ['Ingress', 'Egress'],
  ingress: [{ from: [pods(run, Component.AGENT)], ports: [tcp(Port.REDIS)] }],
  egress: [DNS, { to: [pods(run, Component.WORKSPACE)], ports: [tcp(Port.WORKSPACE)] }],
});

const pods = (run: RunIdentity, component: Component): k8s.NetworkPolicyPeer => ({
  podSelector: { matchLabels: run.selector(component) },
});

const except = (blocks: string[]): k8s.NetworkPolicyPeer => ({ ipBlock: { cidr: ANYWHERE, except: blocks.sort() } });

const port = (protocol: 'TCP' | 'UDP', number: number): k8s.NetworkPolicyPort => ({
  protocol,
  port: k8s.IntOrString.fromNumber(number),
});

const tcp = (number: number): k8s.NetworkPolicyPort => port('TCP', number);

const DNS: k8s.NetworkPolicyEgressRule = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
  ports: [port('UDP', 53), port('TCP', 53)],
};
