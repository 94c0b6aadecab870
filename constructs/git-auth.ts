import type { k8s } from 'cdk8s-plus-28';
import { Env } from '../contract/environment';
import { SecretKey, secretFile } from '../contract/paths';
import type { Credentials } from './credentials';
import type { Mount } from './mount';

/** Settings of {@link GitAuth.token}. */
export interface GitTokenOptions {
  /**
   * User name sent along with the token.
   *
   * @default x-access-token - what GitHub Apps ask for; other forges take any name beside a token
   */
  readonly username?: string;
}

/** How the workspace pod authenticates at origin. Each way knows what it adds to a container. */
export abstract class GitAuth {
  /**
   * A token over HTTPS, read from the file of the key `git-token` by git's askpass helper.
   *
   * @throws Error where the credentials provide no `git-token`.
   */
  public static token(credentials: Credentials, options: GitTokenOptions = {}): GitAuth {
    return new TokenAuth(credentials.mount(SecretKey.GIT_TOKEN), options.username ?? 'x-access-token');
  }

  /** Nothing: a public repository, or one that never accepts a push from here. */
  public static anonymous(): GitAuth {
    return new AnonymousAuth();
  }

  /** As the run's configuration names it. */
  public abstract readonly kind: 'token' | 'anonymous';
  /** User name sent with the token; empty where none is sent. */
  public abstract readonly username: string;
  /** What containers that speak to origin mount. */
  public abstract readonly mounts: readonly Mount[];
  /** What containers that speak to origin find in their environment: never a secret value. */
  public abstract readonly env: readonly k8s.EnvVar[];
}

class TokenAuth extends GitAuth {
  public readonly kind = 'token';
  public readonly mounts: readonly Mount[];
  public readonly env: readonly k8s.EnvVar[];

  constructor(
    mount: Mount,
    public readonly username: string,
  ) {
    super();
    this.mounts = [mount];
    this.env = [
      { name: Env.GIT_TOKEN_FILE, value: secretFile(SecretKey.GIT_TOKEN) },
      { name: Env.GIT_USERNAME, value: username },
    ];
  }
}

class AnonymousAuth extends GitAuth {
  public readonly kind = 'anonymous';
  public readonly username = '';
  public readonly mounts = [];
  public readonly env = [];
}
