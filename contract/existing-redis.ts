/** A shared Redis that holds the run's queue. */
export interface ExistingRedis {
  /** Host name or IPv4 address. */
  readonly host: string;
  /** @default 6379 */
  readonly port?: number;
  /** Whether it speaks TLS, with a certificate that the image trusts. @default false */
  readonly tls?: boolean;
  /** @default - Redis' `default` user */
  readonly username?: string;
  /** Key of the run's credentials that holds the password. @default - no password */
  readonly passwordKey?: string;
  /** Every Redis key of the run begins with this prefix, a colon, the run id and a colon. @default prodigy */
  readonly keyPrefix?: string;
  /** CIDR blocks of its addresses. @default - the pods of its Service, or the host itself if it is an address */
  readonly addresses?: readonly string[];
}

/** The same as agents get it, with every default filled in. */
export interface RunRedis {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly username?: string;
  readonly passwordKey?: string;
  readonly keyPrefix: string;
}

/** One line of JSON. */
export const formatRunRedis = ({ host, port, tls, username, passwordKey, keyPrefix }: RunRedis): string =>
  JSON.stringify({ host, port, tls, username, passwordKey, keyPrefix });

/**
 * Read what {@link formatRunRedis} printed.
 * @throws Error if the text is anything else.
 */
export function parseRunRedis(text: string): RunRedis {
  const value = JSON.parse(text) as Partial<RunRedis> | null;
  const { host, port, tls, keyPrefix } = value ?? {};
  if (typeof host === 'string' && Number.isInteger(port) && typeof tls === 'boolean' && typeof keyPrefix === 'string')
    return value as RunRedis;
  throw new Error(`'redis' must have host, port, tls and keyPrefix, got ${text}: render the run again`);
}
