import type { k8s } from 'cdk8s-plus-28';
import { Env } from '../contract/environment';
import { Path, SecretKey, secretFile } from '../contract/paths';
import type { GitAuthSettings } from '../contract/run-config';
import type { Credentials } from './credentials';
import type { GitAddress } from './git-address';
import { type GitHubAppOptions, gitHubAppSettings } from './github-app';
import { knownHosts } from './known-hosts';
import type { Mount } from './mount';

/** Settings of {@link GitAuth.sshKey}. */
export interface GitSshKeyOptions {
  /**
   * Public keys of origin's host, as lines of OpenSSH's `known_hosts`; a host with any other key is refused.
   *
   * @default - the keys that github.com, gitlab.com and bitbucket.org publish; required for every other host
   */
  readonly knownHosts?: string;
}

/** Settings of {@link GitAuth.token}. */
export interface GitTokenOptions {
  /**
   * User name sent with the token.
   *
   * @default x-access-token - what GitHub Apps require; other forges accept any name with a token
   */
  readonly username?: string;
}

/** User name sent with a token, unless the forge requires another. */
const USERNAME = 'x-access-token';

/** Tells the program where to find a private key. */
const KEY_FOLDER: readonly k8s.EnvVar[] = [{ name: Env.GIT_SECRETS, value: Path.SECRETS }];

/** How the workspace pod authenticates to origin. Each method knows what it adds to a container. */
export abstract class GitAuth {
  /**
   * An SSH private key, read from the file of the key `git-ssh-key`. It must have no passphrase.
   *
   * @throws Error if the credentials do not provide `git-ssh-key`.
   */
  public static sshKey(credentials: Credentials, options: GitSshKeyOptions = {}): GitAuth {
    return new SshKeyAuth(credentials.mount(SecretKey.GIT_SSH_KEY), options.knownHosts);
  }

  /**
   * A token over HTTPS, read from the file of the key `git-token` by git's askpass helper.
   *
   * @throws Error if the credentials do not provide `git-token`, or the user name is invalid.
   */
  public static token(credentials: Credentials, options: GitTokenOptions = {}): GitAuth {
    return new TokenAuth(credentials.mount(SecretKey.GIT_TOKEN), validUsername(options.username ?? USERNAME));
  }

  /**
   * A GitHub App: the workspace pod creates one-hour tokens with the App's private key, the file of the key
   * `github-app-key`.
   *
   * @throws Error if the credentials do not provide `github-app-key`, or an option is invalid.
   */
  public static githubApp(credentials: Credentials, options: GitHubAppOptions): GitAuth {
    return new GitHubAppAuth(credentials.mount(SecretKey.GITHUB_APP_KEY), options);
  }

  /** No authentication: for a public repository, or one that never accepts a push from here. */
  public static anonymous(): GitAuth {
    return new AnonymousAuth();
  }

  /** The method's name in the run's configuration. */
  public abstract readonly kind: GitAuthSettings['gitAuth'];
  /** Mounts of containers that connect to origin. */
  public abstract readonly mounts: readonly Mount[];
  /** Environment of containers that connect to origin: never a secret value. */
  public abstract readonly env: readonly k8s.EnvVar[];
  /** TCP ports that the workspace pod must reach in addition to origin's. */
  public readonly ports: readonly number[] = [];

  /**
   * Settings for the program.
   *
   * @throws Error if this method does not fit the URL.
   */
  public abstract settings(address: GitAddress): GitAuthSettings;
}

/** One line of git's credential protocol; anything after a colon would be read as the password. */
function validUsername(username: string): string {
  if (/^[\x21-\x39\x3b-\x7e]+$/.test(username)) return username;
  throw new Error(
    `'repository.username' must be a name without blanks and colons, got ${JSON.stringify(username)}: ` +
      'see which one the forge asks for beside a token',
  );
}

class SshKeyAuth extends GitAuth {
  public readonly kind = 'ssh-key';
  public readonly mounts: readonly Mount[];
  public readonly env = KEY_FOLDER;

  constructor(
    mount: Mount,
    private readonly knownHosts: string | undefined,
  ) {
    super();
    this.mounts = [mount];
  }

  public settings(address: GitAddress): GitAuthSettings {
    if (address.protocol !== 'ssh') throw misfit('an SSH key', address, 'give ssh://<user>@<host>/<path>, or a token');
    return { gitAuth: this.kind, gitUsername: '', gitKnownHosts: knownHosts(address, this.knownHosts) };
  }
}

class TokenAuth extends GitAuth {
  public readonly kind = 'token';
  public readonly mounts: readonly Mount[];
  public readonly env: readonly k8s.EnvVar[];

  constructor(
    mount: Mount,
    private readonly username: string,
  ) {
    super();
    this.mounts = [mount];
    this.env = [
      { name: Env.GIT_TOKEN_FILE, value: secretFile(SecretKey.GIT_TOKEN) },
      { name: Env.GIT_USERNAME, value: username },
    ];
  }

  public settings(address: GitAddress): GitAuthSettings {
    if (address.protocol !== 'https') throw misfit('a token', address, 'give https://<host>/<path>, or an SSH key');
    return { gitAuth: this.kind, gitUsername: this.username };
  }
}

class GitHubAppAuth extends GitAuth {
  public readonly kind = 'github-app';
  public readonly mounts: readonly Mount[];
  public readonly env = KEY_FOLDER;
  public override readonly ports: readonly number[];
  private readonly app: ReturnType<typeof gitHubAppSettings>;

  constructor(mount: Mount, options: GitHubAppOptions) {
    super();
    this.mounts = [mount];
    this.app = gitHubAppSettings(options);
    this.ports = [Number(new URL(this.app.gitHubApiUrl).port || 443)];
  }

  public settings(address: GitAddress): GitAuthSettings {
    if (address.protocol !== 'https')
      throw misfit('a GitHub App', address, 'give https://<host>/<path>, or an SSH key');
    return { gitAuth: this.kind, gitUsername: USERNAME, ...this.app };
  }
}

class AnonymousAuth extends GitAuth {
  public readonly kind = 'anonymous';
  public readonly mounts = [];
  public readonly env = [];

  public settings(address: GitAddress): GitAuthSettings {
    if (address.protocol !== 'https')
      throw misfit('no credentials', address, `give https://<host>/<path>, or the key ${SecretKey.GIT_SSH_KEY}`);
    return { gitAuth: this.kind, gitUsername: '' };
  }
}

const misfit = (what: string, { protocol, host }: GitAddress, wayOut: string): Error =>
  new Error(
    `'repository.auth' must fit the protocol of 'repository.url', got ${what} for ${protocol}://${host}: ${wayOut}`,
  );
