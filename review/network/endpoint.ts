import type { Texts } from '../reviewed-object';
import type { Range } from './address-blocks';

/** A pod, as policies see it. */
export interface PodEndpoint {
  readonly kind: 'pod';
  /** For people. */
  readonly name: string;
  readonly namespace: string;
  readonly labels: Texts;
}

/** Addresses outside the cluster that no policy tells apart; with the name that was resolved, where one was. */
export interface AddressEndpoint {
  readonly kind: 'address';
  readonly name: string;
  readonly range: Range;
  readonly host?: string;
}

/** Somebody whom a policy of Cilium's knows by a name, and only the cluster by addresses: its nodes, a Service. */
export interface NamedEndpoint {
  readonly kind: 'named';
  readonly name: string;
  /** Whether Cilium counts it to the entity `cluster`. */
  readonly inCluster: boolean;
}

export type Endpoint = PodEndpoint | AddressEndpoint | NamedEndpoint;

/** Which ports are open: `TCP/443`, `TCP/any` or `any`. */
export type Ports = ReadonlySet<string>;

export const ANY = 'any';

/** Labels that Kubernetes gives every namespace. */
export const namespaceLabels = (namespace: string): Texts => ({ 'kubernetes.io/metadata.name': namespace });
