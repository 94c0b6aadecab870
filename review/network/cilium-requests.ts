import { ANY, type Ports } from './endpoint';

/** The fields of a `toPorts` entry that restrict requests. */
export interface Restricted {
  /** Requests by protocol: `http`, `dns`, `kafka`, or `l7` for a custom proxy. */
  readonly rules?: Readonly<Record<string, unknown>>;
  /** TLS server names (SNI) that a client may request. */
  readonly serverNames?: readonly string[];
}

const BETWEEN = ' for ';

/**
 * The allowed requests, one text each; undefined if any request is allowed. An empty list allows any, as does an entry
 * without conditions, or with a pattern for any name.
 *
 * @see https://docs.cilium.io/en/stable/security/policy/language/#layer-7-examples
 */
export function restrictionsOf({ rules = {}, serverNames = [] }: Restricted): (string | undefined)[] {
  const names = serverNames.length === 0 ? [] : [`names ${[...serverNames].sort().join(', ')}`];
  const requests = Object.entries(rules).flatMap(([protocol, list]) =>
    Array.isArray(list) ? list.map((one) => (takesAll(one) ? undefined : `${protocol} ${JSON.stringify(one)}`)) : [],
  );
  const taken = requests.length === 0 || requests.includes(undefined) ? [undefined] : requests;
  return taken.map((request) => [...names, ...(request === undefined ? [] : [request])].join(' ') || undefined);
}

const takesAll = (request: unknown): boolean => {
  const { matchPattern, ...others } = Object(request);
  return Object.keys(others).length === 0 && (matchPattern === undefined || matchPattern === '*');
};

/** A port, or one kind of request to a port. */
export const within = (port: string, restriction: string | undefined): string =>
  restriction === undefined ? port : `${port}${BETWEEN}${restriction}`;

/** The port in a text that {@link within} made. */
export const wholePort = (text: string): string => text.split(BETWEEN)[0] as string;

/** Whether a port, or a kind of request to it, is covered by ports without restrictions. */
export const isWithin = (text: string, ports: Ports): boolean => {
  const port = wholePort(text);
  return ports.has(port) || ports.has(`${port.split('/')[0]}/${ANY}`);
};
