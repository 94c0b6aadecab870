/** Which API a forge has; Forgejo uses Gitea's. */
export type ForgeKind = 'github' | 'gitea';

/** A pull request to open once the result of a run is at origin. */
export interface PullRequest {
  readonly forge: ForgeKind;
  /** One line, up to 255 characters. @default - the workflow's name and the run's id */
  readonly title?: string;
  /** Markdown, up to 65,536 characters. @default - names the run and the commit it started from */
  readonly body?: string;
  /** Whether it is opened as a draft. @default false */
  readonly draft?: boolean;
  /** Branch to merge into. @default - the run's target branch */
  readonly base?: string;
  /**
   * URL of the forge's API.
   *
   * @default - `https://api.github.com` for github.com, else `/api/v3` (GitHub) or `/api/v1` (Gitea) on the same host
   */
  readonly apiUrl?: string;
}

/** The same as the workspace server gets it: only title and body still have defaults. */
export interface RunPullRequest {
  readonly forge: ForgeKind;
  /** Without a trailing slash. */
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
 * @throws Error if the text is anything else.
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
