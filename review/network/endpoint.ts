import type { Texts } from '../reviewed-object';
import type { Range } from './address-blocks';

/** A pod, as policies see it. */
export interface PodEndpoint {
  readonly kind: 'pod';
  /** Readable name. */
  readonly name: string;
  readonly namespace: string;
  readonly labels: Texts;
}

/** Addresses outside the cluster that no policy distinguishes; with the host name that resolved to them, if any. */
export interface AddressEndpoint {
  readonly kind: 'address';
  readonly name: string;
  readonly range: Range;
  readonly host?: string;
}

/** A peer that Cilium's policies identify by name, and whose addresses only the cluster knows: its nodes, a Service. */
export interface NamedEndpoint {
  readonly kind: 'named';
  readonly name: string;
  /** Whether it belongs to Cilium's entity `cluster`. */
  readonly inCluster: boolean;
}

export type Endpoint = PodEndpoint | AddressEndpoint | NamedEndpoint;

/** Open ports: `TCP/443`, `TCP/any` or `any`. */
export type Ports = ReadonlySet<string>;

export const ANY = 'any';

/** Labels that Kubernetes gives every namespace. */
export const namespaceLabels = (namespace: string): Texts => ({ 'kubernetes.io/metadata.name': namespace });
