import type { ProcessCommand, ProcessResult } from '../../ports/processes';

/** Signal a whole process group, including what a command left behind in the background. */
export function killGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // The group is empty.
  }
}

/** Send SIGTERM to a program's group, then SIGKILL if it is not gone after 5 seconds. */
export function endGroup({ pid, closed }: { readonly pid?: number; readonly closed: Promise<unknown> }): void {
  if (pid === undefined) return;
  killGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => killGroup(pid, 'SIGKILL'), GRACE_MS);
  void closed.then(() => clearTimeout(timer));
}

/**
 * End a command on timeout or abort: SIGTERM, then SIGKILL after `graceMs`.
 * @returns a function that stops watching and tells how the command ended.
 */
export function endsBy(
  group: number,
  command: Pick<ProcessCommand, 'timeoutSeconds' | 'signal'>,
  graceMs: number,
): () => ProcessResult['outcome'] {
  let outcome: ProcessResult['outcome'] = 'exited';
  let kill: NodeJS.Timeout | undefined;
  let timer: NodeJS.Timeout | undefined;
  const stop = (why: 'timed-out' | 'aborted'): void => {
    if (outcome !== 'exited') return;
    outcome = why;
    killGroup(group, 'SIGTERM');
    kill = setTimeout(() => killGroup(group, 'SIGKILL'), graceMs);
  };
  const abort = (): void => stop('aborted');
  if (command.timeoutSeconds !== undefined)
    timer = setTimeout(() => stop('timed-out'), Math.min(command.timeoutSeconds * 1000, LONGEST_TIMER_MS));
  command.signal?.addEventListener('abort', abort);
  if (command.signal?.aborted) abort(); // aborted while the command was being prepared
  return () => {
    clearTimeout(timer);
    clearTimeout(kill);
    command.signal?.removeEventListener('abort', abort);
    return outcome;
  };
}

/** Node fires timers longer than this immediately. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Default milliseconds between SIGTERM and SIGKILL. */
const GRACE_MS = 5000;
