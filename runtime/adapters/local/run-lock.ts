import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Hold a run for this process, so that it is worked on once at a time on this machine. The lock of a process that is
 * gone is taken over.
 * @returns gives the run back.
 * @throws Error where a living process holds it.
 */
export async function lockRun(path: string, runId: string): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true });
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    while (!(await placed(own, path))) {
      const holder = await holderOf(path);
      if (isAlive(holder))
        throw new Error(`run ${runId} is under way in process ${holder}: wait for it, or name another with '--run-id'`);
      await takeAway(path, holder);
    }
    return () => rm(path, { force: true });
  } finally {
    await rm(own, { force: true });
  }
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

/** Another process may do the same: what it put in place meanwhile is put back. */
async function takeAway(path: string, holder: number): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  if ((await holderOf(aside)) !== holder) await placed(aside, path);
  await rm(aside, { force: true });
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
