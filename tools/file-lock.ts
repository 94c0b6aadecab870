import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, type ProcessIdentity, processIdentity } from './process-identity';
import { progress } from './progress';

/** Do something that one process at a time may do; others wait. A lock left by a process that died is taken over. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const own = JSON.stringify(await processIdentity(process.pid));
  let told = false;
  while (!(await take(path, own))) {
    if (!told) progress(`waiting for '${path}'`);
    told = true;
    await sleep(500);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string, own: string): Promise<boolean> {
  try {
    await writeFile(path, own, { flag: 'wx' });
    return true;
  } catch {
    const text = await readFile(path, 'utf8').catch(() => '');
    const holder = parse(text);
    if (holder && !(await isRunning(holder))) await rm(path, { force: true });
    return false;
  }
}

function parse(text: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // just being written
  }
}
