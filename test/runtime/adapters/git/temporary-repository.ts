import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from '../../../../runtime/adapters/git/git';
import { identityEnvironment } from '../../../../runtime/adapters/git/identity';

export const SOMEONE = identityEnvironment({ name: 'Someone', email: 'someone@example.com' });

const folders: string[] = [];

/** A folder that {@link removeTemporaryFolders} takes away. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'prodigy-test-'));
  folders.push(folder);
  return folder;
}

export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A repository on branch `main` with one commit of `README`. */
export async function temporaryRepository(): Promise<string> {
  const dir = temporaryFolder();
  await git(['init', '-q', '-b', 'main'], { cwd: dir });
  await writeFile(join(dir, 'README'), 'hello\n');
  await commitAll(dir, 'first');
  return dir;
}

/** Commit every file that is not ignored. */
export async function commitAll(dir: string, message: string): Promise<string> {
  await git(['add', '-A'], { cwd: dir });
  await git(['commit', '-q', '--allow-empty', '-m', message], { cwd: dir, env: SOMEONE });
  return git(['rev-parse', 'HEAD'], { cwd: dir });
}
