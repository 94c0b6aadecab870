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

export type Endpoint = PodEndpoint | AddressEndpoint;

/** Which ports are open: `TCP/443`, or `any`. */
export type Ports = ReadonlySet<string>;

export const ANY = 'any';

/** Labels that Kubernetes gives every namespace. */
export const namespaceLabels = (namespace: string): Texts => ({ 'kubernetes.io/metadata.name': namespace });
