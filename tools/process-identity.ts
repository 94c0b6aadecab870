import { readFile } from 'node:fs/promises';

/** Uniquely identifies a process: process ids are reused, but not together with a start time. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In clock ticks since boot, as in /proc/<pid>/stat. */
  readonly startTime: string;
}

/** The process with this id now; undefined if there is none, or only a zombie. */
export async function processIdentity(pid: number): Promise<ProcessIdentity | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field, the program's name, is in parentheses and may contain anything, so count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  return startTime && state !== 'Z' ? { pid, startTime } : undefined;
}

/** Whether exactly this process is still running. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  return (await processIdentity(identity.pid))?.startTime === identity.startTime;
}
