import { readFile } from 'node:fs/promises';

/** A process that cannot be taken for another: process ids are used again, a start time with them is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In clock ticks since the machine started, as /proc/<pid>/stat has it. */
  readonly startTime: string;
}

/** Who runs under this process id now; undefined when nobody does, or only a zombie that waits to be reaped. */
export async function processIdentity(pid: number): Promise<ProcessIdentity | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field, the program's name, is in parentheses and may hold anything, so count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  return startTime && state !== 'Z' ? { pid, startTime } : undefined;
}

/** Whether this very process still runs. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  return (await processIdentity(identity.pid))?.startTime === identity.startTime;
}
