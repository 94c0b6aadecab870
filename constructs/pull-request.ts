import type { PullRequest, RunPullRequest } from '../contract/pull-request';
import type { GitAuthSettings } from '../contract/run-config';
import type { GitRepository } from './git-repository';
import { validRef } from './git-repository';
import { validApiUrl } from './github-app';

/** Maximum length of a title, which is Gitea's. */
const TITLE = 255;
/** Maximum length of a body, which is GitHub's. */
const BODY = 65_536;

/**
 * The pull request settings of the workspace server.
 *
 * @param publish whether the target branch is pushed to as well.
 * @throws Error naming the invalid option.
 */
export function pullRequestSettings(
  request: PullRequest | undefined,
  repository: GitRepository,
  publish: 'branch' | 'target' | undefined,
): RunPullRequest | undefined {
  if (request === undefined) return undefined;
  checkAuth(request, repository.authSettings);
  if (publish === 'target')
    throw new Error(
      "'pullRequest' must go with publish 'branch', got publish 'target': " +
        'what is in the target branch already needs no pull request',
    );
  const { forge, draft = false, base = repository.targetBranch } = request;
  const place = placeOf(request, new URL(repository.url));
  return { forge, ...place, base: validRef('pullRequest.base', base), draft, ...textsOf(request) };
}

/** TCP port of the API; undefined if none is used. */
export const apiPort = (request: RunPullRequest | undefined): number | undefined =>
  request && Number(new URL(request.apiUrl).port || 443);

/** An SSH key cannot open a pull request: forges require a token. */
function checkAuth({ forge }: PullRequest, { gitAuth }: GitAuthSettings): void {
  if (gitAuth === 'ssh-key' || gitAuth === 'anonymous')
    throw new Error(
      `'pullRequest' must go with a token or a GitHub App for origin, got ${gitAuth}: ` +
        'give the https:// address, and the key git-token with the right to open pull requests',
    );
  if (gitAuth === 'github-app' && forge !== 'github')
    throw new Error(`'pullRequest.forge' must be github for a GitHub App, got ${forge}: give a git-token of the forge`);
}

/** The last two path segments name the repository; Gitea may be served under a path of its host. */
function placeOf({ forge, apiUrl }: PullRequest, url: URL): Pick<RunPullRequest, 'apiUrl' | 'owner' | 'name'> {
  const parts = url.pathname
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/')
    .filter(Boolean);
  const [owner, name] = parts.slice(-2);
  if (owner === undefined || name === undefined || (forge === 'github' && parts.length > 2))
    throw new Error(
      `'repository.url' must end with <owner>/<repository> for a pull request, got ${url.href}: ` +
        'see the address of its page',
    );
  const below = [url.origin, ...parts.slice(0, -2)].join('/');
  const usual = forge === 'gitea' ? `${below}/api/v1` : gitHubApi(url);
  return { apiUrl: apiUrl === undefined ? usual : validApiUrl('pullRequest.apiUrl', apiUrl), owner, name };
}

const gitHubApi = ({ hostname, origin }: URL): string =>
  hostname === 'github.com' ? 'https://api.github.com' : `${origin}/api/v3`;

function textsOf({ title, body }: PullRequest): Pick<RunPullRequest, 'title' | 'body'> {
  if (title !== undefined && (title.trim() === '' || title.length > TITLE || /[\r\n]/.test(title)))
    throw new Error(
      `'pullRequest.title' must be one line of 1 to ${TITLE} characters, got ${JSON.stringify(title.slice(0, 80))}: ` +
        "put the rest into 'body'",
    );
  if (body !== undefined && body.length > BODY)
    throw new Error(`'pullRequest.body' must have at most ${BODY} characters, got ${body.length}: name a file instead`);
  return { title, body };
}
