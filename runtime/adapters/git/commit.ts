import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CommitRequest } from '../../ports/workspace';
import { type GitOptions, git } from './git';
import { GitError } from './git-error';

/** Timeout of signing, in seconds: the signing program may wait for somebody to type a password. */
const SIGNING_SECONDS = 60;

/**
 * Commit the current state of these files only; anything else in the index stays as it is. No hooks run.
 * @param files paths relative to the top of the checkout.
 * @throws Error with git's message.
 */
export async function commitFiles(dir: string, files: readonly string[], request: CommitRequest): Promise<void> {
  const input = files.map((file) => `${file}\0`).join('');
  const options = { ...optionsOf(dir, request), input };
  const paths = ['--pathspec-from-file=-', '--pathspec-file-nul'];
  const literally = { ...options, env: { ...options.env, GIT_LITERAL_PATHSPECS: '1' } };
  await saying(request, async () => {
    await git(['update-index', '--add', '--remove', '--replace', '-z', '--stdin'], options);
    await git(
      ['commit', '--quiet', '--only', ...signing(request), `--message=${request.message}`, ...paths],
      literally,
    );
  });
}

/**
 * Squash all commits after `from` into one; files and index stay as they are.
 * @throws Error with git's message.
 */
export async function squashCommits(dir: string, from: string, request: CommitRequest): Promise<void> {
  const options = optionsOf(dir, request);
  const commitTree = ['commit-tree', 'HEAD^{tree}', '-p', from, ...signing(request), '-F', '-'];
  await saying(request, async () => {
    const commit = await git(commitTree, { ...options, input: request.message });
    await git(['update-ref', '-m', 'squash', 'HEAD', commit], { cwd: dir });
  });
}

const signing = ({ sign }: CommitRequest): string[] => (sign ? ['--gpg-sign'] : []);

/** The signing key and its format come from the user's own configuration. */
function optionsOf(
  cwd: string,
  { author, sign }: CommitRequest,
): GitOptions & { readonly env: Record<string, string> } {
  const signer = { GIT_CONFIG_NOSYSTEM: '0', GIT_CONFIG_GLOBAL: join(homedir(), '.gitconfig') };
  const authors = author && { GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email };
  return { cwd, env: { ...(sign ? signer : {}), ...authors }, ...(sign ? { timeoutSeconds: SIGNING_SECONDS } : {}) };
}

async function saying({ sign }: CommitRequest, act: () => Promise<void>): Promise<void> {
  await act().catch((error) => {
    if (!(error instanceof GitError)) throw error;
    const said = (error.stderr || error.stdout).trim();
    if (!sign) throw new Error(`git says: ${said}`);
    throw new Error(`git cannot sign: ${said}: give it a key ('user.signingkey'), or remove 'sign'`);
  });
}
