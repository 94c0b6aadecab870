import type { k8s } from 'cdk8s-plus-28';
import type { DnsFacts } from '../contract/cluster-facts';
import { intOrString } from './manifest';

const ANYWHERE = '0.0.0.0/0';
/** Cloud metadata, which hands out the node's credentials. */
export const LINK_LOCAL = '169.254.0.0/16';
/** The cluster itself and the networks around it: RFC 1918, and RFC 6598, which clouds use for pods. */
export const PRIVATE = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'];

/** Every IPv4 address except these blocks. */
export const except = (blocks: string[]): k8s.NetworkPolicyPeer => ({
  ipBlock: { cidr: ANYWHERE, except: blocks.sort() },
});

const port = (protocol: 'TCP' | 'UDP', number: number): k8s.NetworkPolicyPort => ({
  protocol,
  port: intOrString(number),
});

/** A TCP port. */
export const tcp = (number: number): k8s.NetworkPolicyPort => port('TCP', number);

/** Default address of NodeLocal DNSCache on every node. */
export const NODE_LOCAL_DNS = '169.254.20.10/32';

/** A CIDR block. */
export const block = (cidr: string): k8s.NetworkPolicyPeer => ({ ipBlock: { cidr } });

/** Default port of DNS servers. */
export const DNS_PORT = 53;

/** DNS, through the cluster's own service, and through the node-local cache if there is one. */
export const dnsRules = (dns: DnsFacts = {}): k8s.NetworkPolicyEgressRule[] => [
  {
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': dns.namespace ?? 'kube-system' } },
        podSelector: dns.podLabels && { matchLabels: dns.podLabels },
      },
    ],
    ports: nameServer(dns.port ?? DNS_PORT),
  },
  ...(dns.nodeLocalCache ? [{ to: [block(NODE_LOCAL_DNS)], ports: nameServer(DNS_PORT) }] : []),
];

const nameServer = (number: number): k8s.NetworkPolicyPort[] => [port('UDP', number), port('TCP', number)];
