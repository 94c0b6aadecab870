import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { progress } from './progress';

/** Do something that only one process on the machine may do at a time; others wait. The lock ends with its holder. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  // flock(1) holds the lock until its input ends, that is, until this process releases it or dies. It has a process
  // group of its own, so that Ctrl-C does not release the lock while this process is still cleaning up.
  const command = ['sh', '-c', 'echo locked; exec cat'];
  const holder = spawn('flock', [path, ...command], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  await locked(holder, path);
  try {
    return await work();
  } finally {
    holder.stdin?.end();
    await once(holder, 'close');
  }
}

async function locked({ stdout }: ChildProcess, path: string): Promise<void> {
  const notice = setTimeout(() => progress(`waiting for whoever holds '${path}'`), 500);
  await once(stdout!, 'data');
  clearTimeout(notice);
}
