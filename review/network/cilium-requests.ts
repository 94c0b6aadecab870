import { ANY, type Ports } from './endpoint';

/** What is read of an entry of a rule's ports about what is sent there. */
export interface Restricted {
  /** Requests by protocol: `http`, `dns`, `kafka`, or `l7` of a proxy's own. */
  readonly rules?: Readonly<Record<string, unknown>>;
  /** Names that a client of TLS may ask for. */
  readonly serverNames?: readonly string[];
}

const BETWEEN = ' for ';

/**
 * What may be sent, a text for each kind of request that is taken; undefined where any is. An empty list takes any, as
 * does an entry that asks for nothing, or for any name.
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

/** A port, or one kind of request to it. */
export const within = (port: string, restriction: string | undefined): string =>
  restriction === undefined ? port : `${port}${BETWEEN}${restriction}`;

/** The port of what {@link within} makes. */
export const wholePort = (text: string): string => text.split(BETWEEN)[0] as string;

/** Whether a port, or a kind of request to it, is among ports that are said as a whole. */
export const isWithin = (text: string, ports: Ports): boolean => {
  const port = wholePort(text);
  return ports.has(port) || ports.has(`${port.split('/')[0]}/${ANY}`);
};
