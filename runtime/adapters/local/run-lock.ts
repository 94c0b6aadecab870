import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NotBegun } from './not-begun';

/** Milliseconds after which whoever was taking a lock away is taken for dead: it needs a few. */
const TAKEAWAY_MS = 10_000;
/** Milliseconds between two looks whether somebody else is done taking it away. */
const PAUSE_MS = 20;

/**
 * Hold a run for this process, so that it is worked on once at a time on this machine. The lock of a process that is
 * gone is taken over.
 * @returns gives the run back.
 * @throws NotBegun where a living process holds it.
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

/** Number of the living process that holds a run; undefined where none does. */
export async function processOf(path: string): Promise<number | undefined> {
  const holder = await holderOf(path);
  return isAlive(holder) ? holder : undefined;
}

/** A lock appears with its holder's number in it, never without. @returns whether there was none. */
async function placed(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Number of the process that holds a lock; 0 where there is none. */
const holderOf = async (path: string): Promise<number> => Number(await readFile(path, 'utf8').catch(() => '')) || 0;

/**
 * Remove the lock of a process that is gone. One process at a time does: else the second would remove what the first
 * has put in its place.
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

/** This process' own number is that of an earlier one: in containers numbers come again. */
function isAlive(pid: number): boolean {
  if (pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
