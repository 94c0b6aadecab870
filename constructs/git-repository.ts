import { Limit } from '../contract/limits';
import type { GitAuthSettings } from '../contract/run-config';
import { caCertificates } from './ca-certificates';
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
  /**
   * Certificates of the authorities that origin's own is signed by, PEM, for a server of the organisation's. For
   * `https://` alone; git then trusts these alone, so name also who signs a host that origin leads to.
   *
   * @default - the authorities that the image trusts
   */
  readonly caCertificates?: string;
  /**
   * Commits of history that the run has, 1 to 10000, and no tags. For standard workflows that publish a branch alone:
   * merging needs the history.
   *
   * @default - all of it
   */
  readonly depth?: number;
  /**
   * How agents clone from the workspace: `blobless` fetches what is in a file when a checkout or a step needs it, which
   * spares a large history and asks the workspace again for an old file.
   *
   * @default whole
   */
  readonly agentClone?: 'whole' | 'blobless';
  /**
   * Folders that agents check out, relative to the top; with them come the files (not folders) of every folder on the
   * way, as in a sparse checkout in cone mode.
   *
   * @default - everything
   */
  readonly sparsePaths?: readonly string[];
  /**
   * Whether large files are fetched from Git LFS at origin and new ones handed to it. Without it, steps see pointers.
   *
   * @default false
   */
  readonly lfs?: boolean;
  /**
   * Whether submodules, nested ones too, are fetched from origin's host with the run's own credentials and checked out.
   * Their large files stay pointers. Without it, steps see empty folders.
   *
   * @default false
   */
  readonly submodules?: boolean;
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
  /** PEM; undefined where those do that the image trusts. */
  public readonly caCertificates: string | undefined;
  public readonly depth: number | undefined;
  public readonly agentClone: 'whole' | 'blobless';
  /** Sorted; undefined where agents check out everything. */
  public readonly sparsePaths: readonly string[] | undefined;
  public readonly lfs: boolean;
  public readonly submodules: boolean;
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

/** @throws Error where git takes no such name. */
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

/** What would leave the checkout, be taken for an option, or name everything. */
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
