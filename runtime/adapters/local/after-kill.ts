import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { removeStaleLocks } from '../git/leftovers';
import { type RunFolder, textOf } from './run-folder';

/** Milliseconds to wait for the leftovers of a killed process to end. */
const PATIENCE_MS = 10_000;
/** Polling interval, in milliseconds. */
const PAUSE_MS = 20;

/**
 * Prepare a run whose process was killed for resuming: its commands have ended, nothing writes to its repository any
 * more, and no git lock is left there. Only for the holder of the run's lock.
 * @param worktrees folder of the run's worktrees.
 */
export async function settleAfterKill(folder: RunFolder, worktrees: string): Promise<void> {
  const guardian = Number(await textOf(folder.guardian)) || 0;
  await until(async () => guardian === 0 || !(await isShell(guardian)));
  const places = await Promise.all([folder.path, worktrees].map((path) => realpath(path).catch(() => path)));
  await until(async () => (await endGit(places)) === 0);
  await removeStaleLocks(folder.repository).catch(ignoreAbsent);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end && !(await isSo()); ) await sleep(PAUSE_MS);
}

/** If the pid was reused, it is most likely by a program other than a shell. */
async function isShell(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'sh');
  return line.startsWith('sh');
}

/**
 * Ask every git process that works in one of the folders to end, which removes its locks. Without `/proc` none is
 * found: a git command of the run takes only moments.
 * @returns how many there were.
 */
async function endGit(folders: readonly string[]): Promise<number> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^[0-9]+$/.test(name));
  const found = await Promise.all(pids.map((pid) => isGitIn(pid, folders)));
  const gits = pids.filter((_, index) => found[index]);
  for (const pid of gits) {
    try {
      process.kill(Number(pid), 'SIGTERM');
    } catch {
      // It has ended meanwhile.
    }
  }
  return gits.length;
}

async function isGitIn(pid: string, folders: readonly string[]): Promise<boolean> {
  const place = join('/proc', pid);
  const name = await readFile(join(place, 'comm'), 'utf8').catch(() => '');
  if (!name.startsWith('git')) return false;
  const cwd = await readlink(join(place, 'cwd')).catch(() => '');
  return folders.some((folder) => cwd === folder || cwd.startsWith(folder + sep));
}

function ignoreAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
