/** Protocol, user, host, port and path of an address. */
const ADDRESS = /^([a-z]+):\/\/(?:([^/@]*)@)?([^/@:]*)(?::(\d+))?(\/[^\s]*)$/;
/** `user@host:path`, as forges show it. */
const SCP_LIKE = /^([^/@:]+@[^/@:]+):(?!\/\/)\/*(.+)$/;
/** Default ports of the protocols. */
const PORTS: Readonly<Record<string, string>> = { https: '443', ssh: '22' };
/** Protocols that reach the same repositories on one host. */
const WAYS = ['https', 'ssh'];

/**
 * Address of a submodule, with origin's own protocol, user, host and port: credentials go nowhere else. If it names the
 * other protocol on the same host, origin's is used.
 * @param url as in `.gitmodules`: absolute, or relative to the repository that contains it.
 * @param parent address of the repository that contains the submodule.
 * @returns null if the address is on another host, or is not safe as a repository name.
 */
export function submoduleAddress(url: string, parent: string): string | null {
  const [, protocol = '', user, host = '', port, base = ''] = ADDRESS.exec(parent) ?? [];
  const authority = `${protocol}://${user === undefined ? '' : `${user}@`}${host}${port === undefined ? '' : `:${port}`}`;
  const path = /^\.\.?\//.test(url) ? relativePath(base, url) : pathAt(url, { protocol, host, port });
  return path !== null && isPlain(path) ? authority + path : null;
}

interface Place {
  readonly protocol: string;
  readonly host: string;
  readonly port: string | undefined;
}

/** As git does it: `../` removes the last part of the path, whatever that is. */
function relativePath(base: string, url: string): string | null {
  const parts = base.replace(/\/+$/, '').split('/');
  let rest = url;
  for (let step = /^(\.\.?)\/+/.exec(rest); step; step = /^(\.\.?)\/+/.exec(rest)) {
    if (step[1] === '..' && (parts.pop() ?? '') === '') return null;
    rest = rest.slice(step[0].length);
  }
  return [...parts, rest].join('/');
}

/** Path of an absolute address on the same host; null if it is on another. */
function pathAt(url: string, place: Place): string | null {
  const [, protocol = '', user = '', host = '', port, path = ''] =
    ADDRESS.exec(url.replace(SCP_LIKE, 'ssh://$1/$2')) ?? [];
  if (host.toLowerCase() !== place.host.toLowerCase() || user.includes(':')) return null;
  if (protocol !== place.protocol) return [protocol, place.protocol].every((way) => WAYS.includes(way)) ? path : null;
  return (port ?? PORTS[protocol]) === (place.port ?? PORTS[protocol]) ? path : null;
}

/** Safe paths: no `..`, and nothing that git or a shell at the other end could take for more than a name. */
const isPlain = (path: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /^\/[^/]/.test(path) && !/[\u0000-\u0020\u007f\\]|::|\/\.{0,2}\/|\/\.\.?$/.test(path);
