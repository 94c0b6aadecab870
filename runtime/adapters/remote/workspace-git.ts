import { git } from '../git/git';
import { GitError } from '../git/git-error';
import { untilServerRestarts } from './restart-watch';
import { Refused, type WorkspaceClient } from './workspace-client';

/**
 * Run git against the workspace server. Token and fencing number go through the environment, not arguments or files.
 * @param cwd repository on this machine.
 * @throws Refused if a retry would not help; GitError.
 */
export async function workspaceGit(
  client: WorkspaceClient,
  cwd: string,
  args: readonly string[],
  fencing?: number,
): Promise<void> {
  const headers = Object.entries(await client.authorization(fencing));
  const config = Object.fromEntries(headers.map(([name, value], n) => [HEADER_KEYS[n]!, `${name}: ${value}`]));
  const options = { cwd, protocols: 'http', config: { ...config, 'http.followRedirects': 'false' } };
  try {
    await untilServerRestarts(client, (signal) => git(args, { ...options, signal }));
  } catch (error) {
    throw error instanceof GitError && isRefusal(error) ? new Refused(409, error.stderr.trim()) : error;
  }
}

/** A single, multi-valued key for git, which ignores case; distinct keys in JavaScript. */
const HEADER_KEYS = ['http.extraHeader', 'http.extraheader', 'http.ExtraHeader'];

/** A retry does not help with these; a server whose disk is full, or whose ref is locked, may accept it later. */
function isRefusal({ stderr }: GitError): boolean {
  if (/\((unpacker error|failed to update ref|missing necessary objects)\)/.test(stderr)) return false;
  return /requested URL returned error: (403|409)|pre-receive hook declined|\[(remote )?rejected\]/.test(stderr);
}
