import type { GitAuthSettings } from '../contract/run-config';
import { gitAddress } from './git-address';
import { GitAuth } from './git-auth';

/** Which repository a run works on. */
export interface GitRepositoryProps {
  /**
   * Address of origin: `https://host/path` without user name or token, `ssh://user@host[:port]/path`, or
   * `user@host:path`.
   */
  readonly url: string;
  /** Branch, tag or commit that the run starts from. */
  readonly revision: string;
  /**
   * Branch that the result is meant for.
   *
   * @default - the revision; required where that is a commit
   */
  readonly targetBranch?: string;
  /** @default GitAuth.anonymous() */
  readonly auth?: GitAuth;
}

/** A commit's name: SHA-1 or SHA-256. */
const COMMIT = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** What git-check-ref-format(1) forbids, and a leading dash, which commands would take for an option. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const FORBIDDEN_IN_REF = /^[-/]|[\u0000- \u007f~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$|\.lock$|^$/;

/** Origin of a run, checked. */
export class GitRepository {
  public readonly url: string;
  public readonly revision: string;
  public readonly targetBranch: string;
  public readonly auth: GitAuth;
  /** What the program is told of the way to origin. */
  public readonly authSettings: GitAuthSettings;
  /** TCP ports that the workspace pod must reach: origin's, and what authentication takes. */
  public readonly ports: readonly number[];

  /**
   * @throws Error where the address or a name could do more than name a repository, or where the address is of another
   * protocol than the way to authenticate.
   */
  constructor(props: GitRepositoryProps) {
    const address = gitAddress(props.url);
    this.url = address.url;
    this.auth = props.auth ?? GitAuth.anonymous();
    this.authSettings = this.auth.settings(address);
    this.ports = [...new Set([address.port, ...this.auth.ports])];
    this.revision = validRef('repository.revision', props.revision);
    this.targetBranch = validRef('repository.targetBranch', props.targetBranch ?? branchOf(this.revision));
  }
}

function validRef(name: string, ref: string): string {
  if (FORBIDDEN_IN_REF.test(ref))
    throw new Error(
      `'${name}' must be a name that git accepts for a branch, tag or commit, got ${JSON.stringify(ref)}: ` +
        'see git check-ref-format',
    );
  return ref;
}

function branchOf(revision: string): string {
  if (COMMIT.test(revision))
    throw new Error(
      `'repository.targetBranch' must be given where the revision is a commit, got none beside ${revision}: ` +
        'name the branch that the result is meant for',
    );
  return revision;
}
