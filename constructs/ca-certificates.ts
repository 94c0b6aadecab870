import type { k8s } from 'cdk8s-plus-28';
import { GIT_CA_VARIABLE } from '../contract/environment';
import { Path } from '../contract/paths';
import type { GitAddress } from './git-address';

const BLOCK = /-----BEGIN CERTIFICATE-----\r?\n(?:[A-Za-z0-9+/=]+\r?\n)+-----END CERTIFICATE-----/g;

/**
 * The CA certificates in a PEM text, without the comments between them.
 *
 * @throws Error if the text holds none, or the address does not use TLS. No message quotes the text: it may be a
 * private key that was pasted by mistake.
 */
export function caCertificates(address: GitAddress, text: string): string {
  if (address.protocol !== 'https')
    throw new Error(
      `'repository.caCertificates' must be given with an https:// address, got ${address.url}: ` +
        "for SSH give the host's keys as 'knownHosts'",
    );
  const blocks = text.match(BLOCK) ?? [];
  if (blocks.length === 0 || text.includes('PRIVATE KEY'))
    throw new Error(
      `'repository.caCertificates' must hold certificates in PEM and nothing secret, got ` +
        `${blocks.length === 0 ? 'none' : 'a private key'}: give the public certificate of the authority`,
    );
  return `${blocks.map((block) => block.replace(/\r/g, '')).join('\n')}\n`;
}

/** Tells git, and the program's calls to the forge's API, where the CA certificates are; git then trusts no others. */
export const caEnvironment = (certificates: string | undefined): readonly k8s.EnvVar[] =>
  certificates === undefined
    ? []
    : [GIT_CA_VARIABLE, 'NODE_EXTRA_CA_CERTS'].map((name) => ({ name, value: Path.CA_CERTIFICATES_FILE }));
