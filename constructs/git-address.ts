/** A validated URL of origin. */
export interface GitAddress {
  /** `https://host/path` or `ssh://user@host/path`, without password or token. */
  readonly url: string;
  readonly protocol: 'https' | 'ssh';
  /** In lower case: ssh and TLS ignore the case of host names. */
  readonly host: string;
  /** TCP port. */
  readonly port: number;
}

/** Default ports of the protocols. */
const PORTS = { https: 443, ssh: 22 } as const;

/** `git@host:path`, as forges display it; a scheme, or a slash before the colon, rules it out. */
const SCP_LIKE = /^([^/@:]+@[^/@:]+):(?!\/\/)\/*(.+)$/;

/** User, host, port, path. Neither user nor host may begin with a dash: ssh would parse it as an option. */
const SSH = /^ssh:\/\/([A-Za-z0-9_][A-Za-z0-9._-]*)@([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::(\d{1,5}))?(\/.+)$/;

/**
 * Validate a URL; `user@host:path` becomes `ssh://user@host/path`, its path starting at the root, as forges interpret
 * it.
 *
 * @throws Error if the URL could do more than name a repository, or contains a secret.
 */
export function gitAddress(given: string): GitAddress {
  const url = given.replace(SCP_LIKE, 'ssh://$1/$2');
  const rule = brokenRule(url);
  if (rule !== undefined)
    throw new Error(
      `'repository.url' must ${rule}, got ${JSON.stringify(withoutCredentials(given))}: ` +
        'give https://<host>/<path> or ssh://<user>@<host>/<path>, and put the token or key into the Secret',
    );
  const [, , sshHost, sshPort] = SSH.exec(url) ?? [];
  if (sshHost !== undefined)
    return { url, protocol: 'ssh', host: sshHost.toLowerCase(), port: Number(sshPort ?? PORTS.ssh) };
  const { hostname, port } = new URL(url);
  return { url, protocol: 'https', host: hostname, port: Number(port || PORTS.https) };
}

function brokenRule(url: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  if (/[\u0000-\u0020\u007f]/.test(url)) return 'hold neither white space nor control characters';
  if (url.startsWith('-')) return 'not begin with a dash';
  if (url.includes('::')) return 'not name a transport helper (::)';
  if (url.startsWith('ssh://')) return brokenSshRule(url);
  if (!url.startsWith('https://')) return 'begin with https:// or ssh://';
  if (!URL.canParse(url)) return 'be a URL';
  const { username, password } = new URL(url);
  if (username || password) return 'hold no credentials';
  return /[?#]/.test(url) ? 'end with its path' : undefined;
}

function brokenSshRule(url: string): string | undefined {
  if (/^ssh:\/\/[^/@]*:[^/]*@/.test(url)) return 'hold no credentials';
  const found = SSH.exec(url);
  if (!found) return 'name a user, a host and a path, none of them like an option';
  return Number(found[3] ?? PORTS.ssh) > 65_535 ? 'name a port below 65536' : undefined;
}

/** Messages are logged, and an invalid URL may still contain a valid token. */
const withoutCredentials = (url: string): string => url.replace(/\/\/[^/]*@/, '//***@').replace(/[?#].*$/s, '?***');
