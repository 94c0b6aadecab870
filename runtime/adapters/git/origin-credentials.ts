import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Env } from '../../../contract/environment';
import { Path, SecretKey, secretFile } from '../../../contract/paths';
import type { GitAuthSettings, RunConfig } from '../../../contract/run-config';
import { quoted } from '../../../language/shell/quoted';
import type { Clock } from '../../ports/clock';
import { writeWhole } from '../files/write-file';
import { GitHubAppToken } from './github-app-token';
import { OriginFailure } from './origin-failure';

/** Settings of a container that talks to origin. */
export interface OriginSetting {
  readonly settings: GitAuthSettings & Pick<RunConfig, 'repositoryUrl'>;
  /** The container's environment; may name the token's file and the user name. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Prefix for paths in the image and its mounts. */
  readonly root: string;
  readonly clock: Clock;
}

/** Environment of one git command that talks to origin; read again for each, since credentials change. */
export type OriginCredentials = () => Promise<Readonly<Record<string, string>>>;

/** How a run authenticates: secrets never appear in arguments or configuration. */
export function originCredentials(setting: OriginSetting): OriginCredentials {
  switch (setting.settings.gitAuth) {
    case 'ssh-key':
      return () => sshKey(setting);
    case 'token':
      return async () => askpass(setting, tokenFile(setting));
    case 'github-app':
      return githubApp(setting);
    case 'anonymous':
      return async () => ({});
  }
}

/**
 * The token for a forge's API.
 * @returns a function that reads it; rejects with OriginFailure if the run has none.
 */
export function forgeToken(setting: OriginSetting): () => Promise<string> {
  const { settings, env } = setting;
  if (settings.gitAuth === 'github-app') {
    const token = appToken(setting);
    return () => token.current();
  }
  if (settings.gitAuth === 'token')
    return async () => (await readFile(env[Env.GIT_TOKEN_FILE] ?? tokenFile(setting), 'utf8')).trim();
  return async () => {
    throw new OriginFailure(`the forge takes a token, and the run has none: it is ${settings.gitAuth}`, true);
  };
}

const tokenFile = ({ root }: OriginSetting): string => root + secretFile(SecretKey.GIT_TOKEN);

const askpass = ({ settings, env, root }: OriginSetting, tokenFile: string): Record<string, string> => ({
  GIT_ASKPASS: `${root}${Path.ASKPASS}`,
  [Env.GIT_TOKEN_FILE]: env[Env.GIT_TOKEN_FILE] ?? tokenFile,
  [Env.GIT_USERNAME]: env[Env.GIT_USERNAME] ?? settings.gitUsername,
});

/** The token is in a private file of the container, written before each command: git may ask for it late. */
function githubApp(setting: OriginSetting): OriginCredentials {
  const token = appToken(setting);
  const file = privateFile(setting, 'github-app-token');
  return async () => {
    await writeWhole(file, await token.current());
    return askpass(setting, file);
  };
}

function appToken(setting: OriginSetting): GitHubAppToken {
  const { settings, clock } = setting;
  return new GitHubAppToken({
    appId: settings.gitHubAppId ?? '',
    installationId: settings.gitHubInstallationId ?? '',
    apiUrl: settings.gitHubApiUrl ?? '',
    privateKey: () => readFile(keyFile(setting, SecretKey.GITHUB_APP_KEY), 'utf8'),
    clock,
  });
}

/** Seconds until an unresponsive host counts as gone, and between keep-alive messages. */
const CONNECT_SECONDS = 30;
const ALIVE_SECONDS = 20;

/**
 * Mounted keys are group-readable, which ssh refuses, and may lack the final newline, which ssh needs: so ssh gets a
 * copy.
 */
async function sshKey(setting: OriginSetting): Promise<Record<string, string>> {
  const key = (await readFile(keyFile(setting, SecretKey.GIT_SSH_KEY), 'utf8')).replace(/\r\n/g, '\n').trimEnd();
  const [keyCopy, hosts] = [privateFile(setting, 'git-ssh-key'), privateFile(setting, 'known-hosts')];
  await writeWhole(keyCopy, `${key}\n`);
  await writeWhole(hosts, setting.settings.gitKnownHosts ?? '');
  const options = {
    UserKnownHostsFile: hosts,
    GlobalKnownHostsFile: '/dev/null',
    StrictHostKeyChecking: 'yes',
    UpdateHostKeys: 'no',
    BatchMode: 'yes',
    IdentitiesOnly: 'yes',
    IdentityAgent: 'none',
    ConnectTimeout: CONNECT_SECONDS,
    ServerAliveInterval: ALIVE_SECONDS,
  };
  const flags = Object.entries(options).map(([name, value]) => `-o ${quoted(`${name}=${value}`)}`);
  return { GIT_SSH_COMMAND: `ssh -F /dev/null -i ${quoted(keyCopy)} ${flags.join(' ')}`, GIT_SSH_VARIANT: 'ssh' };
}

const keyFile = ({ env, root }: OriginSetting, key: string): string => {
  const folder = env[Env.GIT_SECRETS];
  return folder === undefined ? root + secretFile(key) : join(folder, key);
};

/**
 * In the pod's temporary folder, one folder per origin. {@link writeWhole} makes the file readable by its owner only.
 */
function privateFile({ settings, root }: OriginSetting, name: string): string {
  const origin = createHash('sha256').update(settings.repositoryUrl).digest('hex').slice(0, 12);
  return `${root}${Path.TEMPORARY}/origin-${origin}/${name}`;
}
