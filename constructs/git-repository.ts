import { GitAuth } from './git-auth';

/** Which repository a run works on. */
export interface GitRepositoryProps {
  /** Address of origin: `https://host/path`, without user name or token. */
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

const HTTPS_PORT = 443;

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
  /** TCP port of origin. */
  public readonly port: number;

  /** @throws Error where the address or a name could do more than name a repository. */
  constructor(props: GitRepositoryProps) {
    this.url = validUrl(props.url);
    this.port = Number(new URL(this.url).port || HTTPS_PORT);
    this.revision = validRef('repository.revision', props.revision);
    this.targetBranch = validRef('repository.targetBranch', props.targetBranch ?? branchOf(this.revision));
    this.auth = props.auth ?? GitAuth.anonymous();
  }
}

function validUrl(url: string): string {
  const rule = brokenRule(url);
  if (rule === undefined) return url;
  throw new Error(
    `'repository.url' must ${rule}, got ${JSON.stringify(withoutCredentials(url))}: ` +
      'give https://<host>/<path> and put the token into the Secret, key git-token',
  );
}

function brokenRule(url: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  if (/[\u0000-\u0020\u007f]/.test(url)) return 'hold neither white space nor control characters';
  if (url.startsWith('-')) return 'not begin with a dash';
  if (url.includes('::')) return 'not name a transport helper (::)';
  if (!url.startsWith('https://')) return 'begin with https://';
  if (!URL.canParse(url)) return 'be a URL';
  const { username, password } = new URL(url);
  return username || password ? 'hold no credentials' : undefined;
}

/** Messages are logged, and a wrong URL may hold a right token. */
const withoutCredentials = (url: string): string => url.replace(/\/\/[^/]*@/, '//***@');

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
