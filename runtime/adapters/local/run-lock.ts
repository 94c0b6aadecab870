import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NotBegun } from './not-begun';

/** Milliseconds after which a process that is removing a stale lock counts as dead: removing takes a few. */
const TAKEAWAY_MS = 10_000;
/** Polling interval while another process removes a lock, in milliseconds. */
const PAUSE_MS = 20;

/**
 * Lock a run for this process, so that only one process on this machine works on it. The lock of a dead process is
 * taken over.
 * @returns releases the lock.
 * @throws NotBegun if a living process holds it.
 */
export async function lockRun(path: string, runId: string): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true });
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    while (!(await placed(own, path))) {
      const holder = await holderOf(path);
      if (isAlive(holder))
        throw new NotBegun(`run ${runId} is under way in process ${holder}: wait until it has ended`, 'state');
      await takeAway(own, path);
    }
    return () => rm(path, { force: true });
  } finally {
    await rm(own, { force: true });
  }
}

/** Id of the living process that holds a run; undefined if none does. */
export async function processOf(path: string): Promise<number | undefined> {
  const holder = await holderOf(path);
  return isAlive(holder) ? holder : undefined;
}

/** A lock file appears complete with its holder's pid, never empty. @returns false if there was a lock already. */
async function placed(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Id of the process that holds a lock; 0 if there is none. */
const holderOf = async (path: string): Promise<number> => Number(await readFile(path, 'utf8').catch(() => '')) || 0;

/**
 * Remove the lock of a dead process. Only one process may do so at a time: otherwise the second would remove the lock
 * that the first has just placed.
 */
async function takeAway(own: string, path: string): Promise<void> {
  const right = `${path}.takeaway`;
  if (!(await placed(own, right))) {
    const { mtimeMs } = await stat(right).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > TAKEAWAY_MS) await rm(right, { force: true });
    return sleep(PAUSE_MS);
  }
  try {
    if (!isAlive(await holderOf(path))) await rm(path, { force: true });
  } finally {
    await rm(right, { force: true });
  }
}

/** A lock with this process's own id is from an earlier process: containers reuse pids. */
function isAlive(pid: number): boolean {
  if (pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
