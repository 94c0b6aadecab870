import { k8s } from 'cdk8s-plus-28';

const ANYWHERE = '0.0.0.0/0';
/** Cloud metadata, which hands out the node's credentials. */
export const LINK_LOCAL = '169.254.0.0/16';
/** The cluster itself and the networks around it: RFC 1918, and RFC 6598, which clouds use for pods. */
export const PRIVATE = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'];

/** Every IPv4 address but these. */
export const except = (blocks: string[]): k8s.NetworkPolicyPeer => ({
  ipBlock: { cidr: ANYWHERE, except: blocks.sort() },
});

const port = (protocol: 'TCP' | 'UDP', number: number): k8s.NetworkPolicyPort => ({
  protocol,
  port: k8s.IntOrString.fromNumber(number),
});

/** A TCP port. */
export const tcp = (number: number): k8s.NetworkPolicyPort => port('TCP', number);

/** Name resolution, by the cluster's own service. */
export const DNS: k8s.NetworkPolicyEgressRule = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
  ports: [port('UDP', 53), port('TCP', 53)],
};
