/** Whose API a forge speaks; Forgejo speaks Gitea's. */
export type ForgeKind = 'github' | 'gitea';

/** A pull request that is opened for the result of a run once it is at origin. */
export interface PullRequest {
  readonly forge: ForgeKind;
  /** One line, at most 255 characters. @default - the workflow's name and the run's id */
  readonly title?: string;
  /** Markdown, at most 65,536 characters. @default - which run it is, and what it started from */
  readonly body?: string;
  /** Whether it is marked as not ready to be merged. @default false */
  readonly draft?: boolean;
  /** Branch that it is to be merged into. @default - the run's target branch */
  readonly base?: string;
  /**
   * Where the forge's API answers.
   *
   * @default - `https://api.github.com` for github.com; on the repository's host `/api/v3` (GitHub) or `/api/v1` (Gitea)
   */
  readonly apiUrl?: string;
}

/** The same as the workspace server is told it: only texts have defaults left. */
export interface RunPullRequest {
  readonly forge: ForgeKind;
  /** Without a final slash. */
  readonly apiUrl: string;
  readonly owner: string;
  /** Name of the repository. */
  readonly name: string;
  readonly base: string;
  readonly draft: boolean;
  readonly title?: string;
  readonly body?: string;
}

/** One line of JSON. */
export const formatRunPullRequest = (request: RunPullRequest): string => {
  const { forge, apiUrl, owner, name, base, draft, title, body } = request;
  return JSON.stringify({ forge, apiUrl, owner, name, base, draft, title, body });
};

/**
 * Read what {@link formatRunPullRequest} printed.
 * @throws Error where it is something else.
 */
export function parseRunPullRequest(text: string): RunPullRequest {
  const value = JSON.parse(text) as Partial<RunPullRequest> | null;
  const { forge, apiUrl, owner, name, base, draft } = value ?? {};
  const isForge = forge === 'github' || forge === 'gitea';
  if (isForge && [apiUrl, owner, name, base].every((field) => typeof field === 'string') && typeof draft === 'boolean')
    return value as RunPullRequest;
  throw new Error(
    `'pullRequest' must have forge, apiUrl, owner, name, base and draft, got ${text}: render the run again`,
  );
}
