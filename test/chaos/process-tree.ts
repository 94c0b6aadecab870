import { readFileSync } from 'node:fs';

/**
 * Signal a process and all below it, as a container runtime signals a container. They are frozen first: none of them
 * starts another while they are counted.
 */
export function signalTree(pid: number, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  const tree = frozen(pid);
  if (signal !== 'SIGSTOP') for (const member of tree) send(member, signal);
}

function frozen(pid: number): number[] {
  send(pid, 'SIGSTOP');
  return [pid, ...childrenOf(pid).flatMap(frozen)];
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // It has ended meanwhile.
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
