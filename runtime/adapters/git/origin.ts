import { Env, GIT_CA_VARIABLE } from '../../../contract/environment';
import type { GitAuthSettings, RunConfig } from '../../../contract/run-config';
import type { Clock } from '../../ports/clock';
import { timeOfDay } from '../clock/system-clock';
import { type GitOptions, git } from './git';
import { forgeToken, originCredentials } from './origin-credentials';

/** Origin's repository, and how git reaches it: secrets never appear in arguments or configuration. */
export interface Origin {
  readonly url: string;
  /** For one git command; read again for each, since tokens expire and keys are rotated. */
  readonly options: () => Promise<Pick<GitOptions, 'protocols' | 'env' | 'config'>>;
  /** Token for the forge's API; read again for each call. @throws OriginFailure if the run has none. */
  readonly token: () => Promise<string>;
}

/** A transfer below this speed (bytes per second) for this long (seconds) counts as stalled. */
const SLOWEST = { 'http.lowSpeedLimit': '1000', 'http.lowSpeedTime': '60' };

/** Check what is fetched, but tolerate defects of old histories that are harmless to every version of git. */
export const FETCH_CHECKS = {
  'transfer.fsckObjects': 'true',
  ...Object.fromEntries(
    ['zeroPaddedFilemode', 'badTimezone', 'missingSpaceBeforeDate', 'multipleAuthors', 'badDate'].map((defect) => [
      `fetch.fsck.${defect}`,
      'warn',
    ]),
  ),
};

/**
 * How to reach the origin of a run, or of a mirror.
 * @param env of the container: names the files of token and CA certificates, and for tests additional protocols.
 * @param root prefix for paths in the image and its mounts.
 * @throws Error if the URL is not safe to pass to git.
 */
export function originOf(
  config: GitAuthSettings & Pick<RunConfig, 'repositoryUrl'>,
  env: Readonly<Record<string, string | undefined>>,
  root: string,
  clock: Clock = timeOfDay,
): Origin {
  const own = config.gitAuth === 'ssh-key' ? 'ssh' : 'https';
  const protocols = [own, ...(env[Env.TEST_ORIGIN_PROTOCOLS] ?? '').split(':').filter(Boolean)];
  const setting = { settings: config, env, root, clock };
  const credentials = originCredentials(setting);
  const common = { protocols: protocols.join(':'), config: { ...SLOWEST, ...FETCH_CHECKS } };
  const certificates = env[GIT_CA_VARIABLE];
  const authority: Record<string, string> = certificates === undefined ? {} : { [GIT_CA_VARIABLE]: certificates };
  return {
    url: checkedUrl(config.repositoryUrl, protocols),
    options: async () => ({ ...common, env: { ...authority, ...(await credentials()) } }),
    token: forgeToken(setting),
  };
}

/** @throws Error if the URL could be mistaken for an option, a remote helper or another protocol. */
export function checkedUrl(url: string, protocols: readonly string[]): string {
  const named = /^([a-z]+):\/\/[^/]*/.exec(url);
  const rule = `'repositoryUrl' must`;
  if (!named || !protocols.includes(named[1] as string))
    throw new Error(`${rule} begin with ${protocols.map((name) => `${name}://`).join(' or ')}, got ${shown(url)}`);
  const user = named[1] === 'ssh' ? /^ssh:\/\/[A-Za-z0-9_][\w.-]*@[A-Za-z0-9]/ : /^[a-z]+:\/\/[^@]*$/;
  if (!user.test(named[0])) throw new Error(`${rule} hold no credentials: name a Secret with the key 'git-token'`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/::|[\u0000-\u0020\u007f]/.test(url))
    throw new Error(`${rule} hold no '::', space or control character, got ${shown(url)}`);
  return url;
}

const shown = (url: string): string => JSON.stringify(url.replace(/\/\/[^/]*@/, '//'));

/** Full ref name of a branch. @throws Error if git rejects the name. */
export async function branchRef(name: string, cwd: string): Promise<string> {
  const ref = `refs/heads/${name}`;
  try {
    await git(['check-ref-format', ref], { cwd });
    return ref;
  } catch {
    throw new Error(`'targetBranch' must be a branch name, got ${JSON.stringify(name)}`);
  }
}
