import { LINK_LOCAL } from './network-rules';

/** A destination that a run may open TCP connections to. */
export type AllowedHost =
  /** A name, or a pattern in which `*.` matches one label. */
  | { readonly kind: 'name'; readonly name: string; readonly port: number }
  /** A block of IPv4 addresses. */
  | { readonly kind: 'block'; readonly cidr: string; readonly port: number };

const HTTPS = 443;
const BLOCK = /^(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})\/(\d{1,2})$/;
const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;
/** At least two labels after a star: `*.com` is half the world. */
const NAME = /^(\*\.(?=[^.]+\.))?([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** Patterns for all hosts, or for all below a top-level domain. */
const EVERYTHING = /^\*(\.\*)*(\.[a-z0-9-]+)?$/;
/** Names of cloud metadata services. */
const METADATA = /^(metadata|instance-data)(\.|$)/;
/** Nobody owns a network with a shorter prefix. */
const SHORTEST_PREFIX = 8;

/**
 * Parse one entry of an allow-list: `registry.npmjs.org`, `*.example.com:8443`, `10.20.0.0/16:5432`; the port defaults
 * to 443. Private addresses can be given only as a block, the cloud's metadata service never.
 *
 * @throws Error if the entry matches everything, is malformed, or names something that no step may reach.
 */
export function allowedHost(text: string): AllowedHost {
  const [, place = '', digits] = /^(.*?)(?::(\d{1,5}))?$/s.exec(text) ?? [];
  const port = digits === undefined ? HTTPS : Number(digits);
  if (port < 1 || port > 65535) throw refused(text, 'have a port from 1 to 65535', 'write registry.npmjs.org:443');
  if (EVERYTHING.test(place)) throw everything(text);
  if (ADDRESS.test(place)) throw refused(text, 'name addresses as a block', `write ${place}/32`);
  const [, address, prefix] = BLOCK.exec(place) ?? [];
  if (address !== undefined) return { kind: 'block', cidr: checkedBlock(text, address, Number(prefix)), port };
  if (METADATA.test(place)) throw metadata(text);
  if (NAME.test(place)) return { kind: 'name', name: place, port };
  throw refused(
    text,
    'be lower-case host names or IPv4 blocks, with a port or without',
    'write registry.npmjs.org, *.example.com:8443 or 10.20.0.0/16:5432',
  );
}

function checkedBlock(text: string, address: string, prefix: number): string {
  const bytes = address.split('.').map(Number);
  if (prefix > 32 || bytes.some((byte) => byte > 255))
    throw refused(text, 'be an IPv4 block', 'write four numbers up to 255 and a prefix up to 32');
  if (prefix < SHORTEST_PREFIX) throw everything(text);
  const first = firstOf(bytes, prefix);
  if (first !== address) throw refused(text, 'name the first address of its block', `write ${first}/${prefix}`);
  const [linkLocal = ''] = LINK_LOCAL.split('/');
  if (firstOf(linkLocal.split('.').map(Number), Math.min(prefix, 16)) === firstOf(bytes, Math.min(prefix, 16)))
    throw metadata(text);
  return `${address}/${prefix}`;
}

/** First address of the block with this prefix around an address. */
const firstOf = (bytes: readonly number[], prefix: number): string =>
  bytes
    .map((byte, index) => byte & (0xff << Math.min(8, Math.max(0, 8 * (index + 1) - prefix))))
    .map((byte) => byte & 0xff)
    .join('.');

const everything = (text: string): Error =>
  refused(text, 'not mean everything', "name the hosts, or set 'publicHttps' for HTTPS to all public addresses");

const metadata = (text: string): Error =>
  refused(text, `not reach ${LINK_LOCAL}`, "the cloud's metadata service hands out the node's credentials");

const refused = (text: string, rule: string, wayOut: string): Error =>
  new Error(`'allowHosts' must ${rule}, got ${JSON.stringify(text)}: ${wayOut}`);
