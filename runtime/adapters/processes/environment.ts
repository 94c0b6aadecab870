import { Env } from '../../../contract/environment';

/**
 * What a step inherits from this process: where programs and temporary files are, who the user is, which language, and
 * which certificates and proxies the network needs. Everything else, credentials first, is declared or absent.
 */
const INHERITED = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'TMPDIR',
  'TERM',
  'TZ',
  'LANG',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
]);

/** The allow-listed part of `source`, `LC_*` and the variables that the run adds included. */
export function inheritedEnvironment(source: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const added = source[Env.STEP_VARIABLES]?.split(',') ?? [];
  return Object.fromEntries(
    Object.entries(source).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && (INHERITED.has(entry[0]) || entry[0].startsWith('LC_') || added.includes(entry[0])),
    ),
  );
}
