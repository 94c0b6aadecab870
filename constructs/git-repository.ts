import { Limit } from '../contract/limits';
import type { GitAuthSettings } from '../contract/run-config';
import { caCertificates } from './ca-certificates';
import { gitAddress } from './git-address';
import { GitAuth } from './git-auth';

/** The repository that a run works on. */
export interface GitRepositoryProps {
  /**
   * URL of origin: `https://host/path` without user name or token, `ssh://user@host[:port]/path`, or `user@host:path`.
   */
  readonly url: string;
  /** Branch, tag or commit that the run starts from. */
  readonly revision: string;
  /**
   * Branch that the result is meant for.
   *
   * @default - the revision; required if that is a commit
   */
  readonly targetBranch?: string;
  /** @default GitAuth.anonymous() */
  readonly auth?: GitAuth;
  /**
   * PEM certificates of the authorities that sign origin's certificate, for a private server. Only with `https://`; git
   * then trusts no others, so include those of any host that origin refers git to.
   *
   * @default - the authorities that the image trusts
   */
  readonly caCertificates?: string;
  /**
   * Depth of the clone in commits, 1 to 10000, without tags. Only for standard workflows that publish just a branch:
   * merging needs the history.
   *
   * @default - the whole history
   */
  readonly depth?: number;
  /**
   * How agents clone from the workspace: `blobless` fetches file contents only when a checkout or a step needs them,
   * which avoids copying a large history but asks the workspace again for an old file.
   *
   * @default whole
   */
  readonly agentClone?: 'whole' | 'blobless';
  /**
   * Folders that agents check out, relative to the root; the files (not folders) of every parent folder come with them,
   * as in a sparse checkout in cone mode.
   *
   * @default - everything
   */
  readonly sparsePaths?: readonly string[];
  /**
   * Whether to fetch large files from Git LFS at origin and push new ones there. Otherwise, steps see pointer files.
   *
   * @default false
   */
  readonly lfs?: boolean;
  /**
   * Whether to fetch submodules, including nested ones, from origin's host with the run's credentials and check them
   * out. Their LFS files stay pointers. Otherwise, steps see empty folders.
   *
   * @default false
   */
  readonly submodules?: boolean;
}

/** A commit's name: SHA-1 or SHA-256. */
const COMMIT = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** What git-check-ref-format(1) forbids, and a leading dash, which commands would parse as an option. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const FORBIDDEN_IN_REF = /^[-/]|[\u0000- \u007f~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$|\.lock$|^$/;

/** The validated origin of a run. */
export class GitRepository {
  public readonly url: string;
  public readonly revision: string;
  public readonly targetBranch: string;
  public readonly auth: GitAuth;
  /** PEM certificates; undefined for the authorities that the image trusts. */
  public readonly caCertificates: string | undefined;
  public readonly depth: number | undefined;
  public readonly agentClone: 'whole' | 'blobless';
  /** Sorted; undefined if agents check out everything. */
  public readonly sparsePaths: readonly string[] | undefined;
  public readonly lfs: boolean;
  public readonly submodules: boolean;
  /** Settings with which the program authenticates to origin. */
  public readonly authSettings: GitAuthSettings;
  /** TCP ports that the workspace pod must reach: origin's, and those that authentication needs. */
  public readonly ports: readonly number[];

  /**
   * @throws Error if the URL or a name could do more than name a repository, or the URL's protocol does not fit the
   * authentication method.
   */
  constructor(props: GitRepositoryProps) {
    const address = gitAddress(props.url);
    this.url = address.url;
    this.auth = props.auth ?? GitAuth.anonymous();
    this.authSettings = this.auth.settings(address);
    this.ports = [...new Set([address.port, ...this.auth.ports])];
    this.caCertificates =
      props.caCertificates === undefined ? undefined : caCertificates(address, props.caCertificates);
    this.revision = validRef('repository.revision', props.revision);
    this.targetBranch = validRef('repository.targetBranch', props.targetBranch ?? branchOf(this.revision));
    this.depth = props.depth === undefined ? undefined : validDepth(props.depth);
    this.agentClone = props.agentClone ?? 'whole';
    this.lfs = props.lfs ?? false;
    this.submodules = props.submodules ?? false;
    this.sparsePaths = props.sparsePaths && validPaths(props.sparsePaths);
  }
}

/** @throws Error if git does not accept the name. */
export function validRef(name: string, ref: string): string {
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

function validDepth(depth: number): number {
  if (Number.isInteger(depth) && depth >= 1 && depth <= Limit.DEPTH) return depth;
  throw new Error(
    `'repository.depth' must be an integer from 1 to ${Limit.DEPTH}, got ${depth}: leave it out for the whole history`,
  );
}

/** Paths that would leave the checkout, be parsed as an option, or name everything. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const NO_FOLDER = /^[-/]|(^|\/)\.{0,2}(\/|$)|[\u0000-\u001f\u007f\\]/;

function validPaths(paths: readonly string[]): readonly string[] {
  if (paths.length === 0)
    throw new Error("'repository.sparsePaths' must name one folder at least, got none: leave it out for everything");
  const folders = paths.map((path) => path.replace(/\/$/, ''));
  const wrong = folders.find((path) => NO_FOLDER.test(path));
  if (wrong !== undefined)
    throw new Error(
      `'repository.sparsePaths' must be folders below the top, without '.', '..' or a leading dash, ` +
        `got ${JSON.stringify(wrong)}: name them as 'git ls-tree -d --name-only -r HEAD' does`,
    );
  return [...new Set(folders)].sort();
}
