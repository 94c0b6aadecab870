import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { DnsFacts } from '../contract/cluster-facts';
import { DNS_PORT, LINK_LOCAL, NODE_LOCAL_DNS } from './network-rules';
import type { RunObjectMetadata } from './run-identity';

/** Settings of {@link CiliumPolicy}. */
export interface CiliumPolicyProps {
  readonly metadata: RunObjectMetadata;
  /** Labels of the pods that may reach the hosts. */
  readonly selector: { readonly [label: string]: string };
  /** Hosts by name or pattern, each with its TCP port. */
  readonly hosts: readonly { readonly name: string; readonly port: number }[];
  /** The cluster's DNS servers. @default - any pod in kube-system */
  readonly dns?: DnsFacts;
}

/**
 * Allows hosts by name, which NetworkPolicy cannot. Cilium learns their addresses from the answers that its DNS proxy
 * sees, so DNS is allowed here and in no other policy: a second rule for the same port would bypass the proxy, which
 * would then see nothing.
 *
 * @see https://docs.cilium.io/en/stable/security/policy/language/#dns-based
 */
export class CiliumPolicy extends ApiObject {
  constructor(scope: Construct, id: string, props: CiliumPolicyProps) {
    super(scope, id, {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: props.metadata,
      spec: {
        endpointSelector: { matchLabels: props.selector },
        egress: [...resolution(props.dns), ...portsOf(props).map((port) => hostsOn(port, props))],
        egressDeny: [metadataService(props.dns)],
      },
    });
  }
}

const resolution = (dns: DnsFacts = {}) => [
  {
    toEndpoints: [
      { matchLabels: { 'k8s:io.kubernetes.pod.namespace': dns.namespace ?? 'kube-system', ...dns.podLabels } },
    ],
    toPorts: proxied(dns.port ?? DNS_PORT),
  },
  ...(dns.nodeLocalCache ? [{ toCIDRSet: [{ cidr: NODE_LOCAL_DNS }], toPorts: proxied(DNS_PORT) }] : []),
];

const proxied = (number: number) => [
  { ports: [port(number, 'UDP'), port(number, 'TCP')], rules: { dns: [{ matchPattern: '*' }] } },
];

const portsOf = ({ hosts }: CiliumPolicyProps): number[] =>
  [...new Set(hosts.map(({ port }) => port))].sort((a, b) => a - b);

function hostsOn(number: number, { hosts }: CiliumPolicyProps) {
  const names = [...new Set(hosts.filter(({ port }) => port === number).map(({ name }) => name))].sort();
  const toFQDNs = names.map((name) => (name.includes('*') ? { matchPattern: name } : { matchName: name }));
  return { toFQDNs, toPorts: [{ ports: [port(number, 'TCP')] }] };
}

/** A name may resolve to any address; a deny rule takes precedence over the allowed names. */
const metadataService = ({ nodeLocalCache = false }: DnsFacts = {}) => ({
  toCIDRSet: [nodeLocalCache ? { cidr: LINK_LOCAL, except: [NODE_LOCAL_DNS] } : { cidr: LINK_LOCAL }],
});

const port = (number: number, protocol: 'TCP' | 'UDP') => ({ port: String(number), protocol });
