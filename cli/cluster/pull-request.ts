import { readFile } from 'node:fs/promises';
import type { PullRequest } from '../../contract/pull-request';
import { CliError } from '../cli-error';

/** Flags for a pull request with the result. */
export interface PullRequestFlags {
  readonly pullRequest?: string;
  readonly pullRequestTitle?: string;
  readonly pullRequestBodyFile?: string;
  readonly pullRequestDraft?: boolean;
  readonly pullRequestBase?: string;
}

/**
 * The pull request that the flags request; undefined if none.
 * @throws CliError if a flag would be ignored, or its file cannot be read.
 */
export async function pullRequestOf(flags: PullRequestFlags): Promise<PullRequest | undefined> {
  const { pullRequest: forge, pullRequestTitle: title, pullRequestBodyFile, pullRequestBase: base } = flags;
  if (forge === undefined) return none(flags);
  if (forge !== 'github' && forge !== 'gitea')
    throw new CliError(`'--pull-request' must be github or gitea, got ${forge}`);
  const body = pullRequestBodyFile === undefined ? undefined : await bodyIn(pullRequestBodyFile);
  return { forge, title, body, draft: flags.pullRequestDraft, base };
}

function none(flags: PullRequestFlags): undefined {
  const idle = DETAILS.find(([name]) => flags[name] !== undefined);
  if (idle) throw new CliError(`'${idle[1]}' must come with --pull-request, got none: name the forge, or leave it out`);
  return undefined;
}

const DETAILS = [
  ['pullRequestTitle', '--pull-request-title'],
  ['pullRequestBodyFile', '--pull-request-body-file'],
  ['pullRequestDraft', '--pull-request-draft'],
  ['pullRequestBase', '--pull-request-base'],
] as const;

async function bodyIn(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`'--pull-request-body-file' must be a readable file, got ${path}: ${error.code}`);
  });
}
