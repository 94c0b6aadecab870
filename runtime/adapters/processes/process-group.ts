import type { ChildProcess } from 'node:child_process';
import type { ProcessCommand, ProcessResult } from '../../ports/processes';

/** Signal a detached child's whole group: what a command left behind in the background ends with it. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has no member left.
  }
}

/**
 * Arrange for the end by time or signal: SIGTERM, then SIGKILL after `graceMs`.
 * @returns takes the arrangement back and tells how the command ended.
 */
export function endsBy(
  child: ChildProcess,
  command: Pick<ProcessCommand, 'timeoutSeconds' | 'signal'>,
  graceMs: number,
): () => ProcessResult['outcome'] {
  let outcome: ProcessResult['outcome'] = 'exited';
  let kill: NodeJS.Timeout | undefined;
  let timer: NodeJS.Timeout | undefined;
  const stop = (why: 'timed-out' | 'aborted'): void => {
    if (outcome !== 'exited') return;
    outcome = why;
    killGroup(child, 'SIGTERM');
    kill = setTimeout(() => killGroup(child, 'SIGKILL'), graceMs);
  };
  const abort = (): void => stop('aborted');
  if (command.timeoutSeconds !== undefined)
    timer = setTimeout(() => stop('timed-out'), Math.min(command.timeoutSeconds * 1000, LONGEST_TIMER_MS));
  command.signal?.addEventListener('abort', abort);
  if (command.signal?.aborted) abort(); // while the command was being prepared
  return () => {
    clearTimeout(timer);
    clearTimeout(kill);
    command.signal?.removeEventListener('abort', abort);
    return outcome;
  };
}

/** Node fires timers above this at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
