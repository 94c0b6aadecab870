import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../tools/command';
import { GIT_HOST } from './addresses';
import { GIT_TOKENS, REPOSITORIES } from './paths';

/** Content of a new repository: files by path, or everything in a local folder. */
export type Contents = Readonly<Record<string, string>> | { readonly folder: string };

// Dates and names are fixed, so that equal content gives equal commits.
const IDENTITY = {
  GIT_AUTHOR_NAME: 'Demo',
  GIT_AUTHOR_EMAIL: 'demo@example.com',
  GIT_AUTHOR_DATE: '2025-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Demo',
  GIT_COMMITTER_EMAIL: 'demo@example.com',
  GIT_COMMITTER_DATE: '2025-01-01T00:00:00Z',
};

// Configured like the large forges: with partial clones, and fetching a commit by its id.
const SETTINGS = { 'uploadpack.allowFilter': 'true', 'uploadpack.allowAnySHA1InWant': 'true' };

/** Create `<owner>/<name>` on the git server with one commit on `main`, replacing any existing one. Returns its URL. */
export async function createRepository(name: string, contents: Contents): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'prodigy-repository-'));
  try {
    await fill(work, contents);
    await git(work, 'init', '-q', '-b', 'main');
    await git(work, 'add', '-A', '--force');
    await git(work, 'commit', '-q', '--allow-empty', '-m', 'Start');
    await rm(bareFolder(name), { recursive: true, force: true });
    await run('git', ['clone', '-q', '--bare', work, bareFolder(name)]);
    for (const [key, value] of Object.entries(SETTINGS)) await git(bareFolder(name), 'config', key, value);
  } finally {
    await rm(work, { recursive: true });
  }
  return repositoryUrl(name);
}

/** `https://git.example.com/<owner>/<name>.git`. */
export const repositoryUrl = (name: string) => `https://${GIT_HOST}/${name}.git`;

/** All refs of a repository and their commits. */
export async function refs(name: string): Promise<Map<string, string>> {
  const lines = (await git(bareFolder(name), 'for-each-ref', '--format=%(refname) %(objectname)')).split('\n');
  return new Map(lines.filter(Boolean).map((line) => line.split(' ') as [string, string]));
}

/** Run git in a repository on the server; returns its stdout. */
export const gitIn = (name: string, ...args: string[]): Promise<string> => git(bareFolder(name), ...args);

/** Make a repository reject every push with this message, until `acceptPushes`. */
export const refusePushes = (name: string, message: string): Promise<void> =>
  writeFile(hook(name), `#!/bin/sh\ncat >&2 <<'END'\n${message}\nEND\nexit 1\n`, { mode: 0o755 });

/** Make a repository accept pushes again. */
export const acceptPushes = (name: string): Promise<void> => rm(hook(name), { force: true });

/** A token that the git server accepts as a password for any user name. */
export async function gitToken(): Promise<string> {
  const [token] = (await readFile(GIT_TOKENS, 'utf8')).split('\n');
  return token ?? '';
}

const bareFolder = (name: string) => join(REPOSITORIES, `${name}.git`);

const hook = (name: string) => join(bareFolder(name), 'hooks', 'pre-receive');

const git = (folder: string, ...args: string[]) =>
  run('git', args, { cwd: folder, env: { PATH: process.env.PATH, HOME: '/nonexistent', ...IDENTITY } });

async function fill(work: string, contents: Contents): Promise<void> {
  if (typeof contents.folder === 'string') return cp(contents.folder, work, { recursive: true });
  for (const [path, text] of Object.entries(contents as Readonly<Record<string, string>>)) {
    await mkdir(dirname(join(work, path)), { recursive: true });
    await writeFile(join(work, path), text);
  }
}
