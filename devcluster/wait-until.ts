import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfInterrupted } from './interruption';
import { LOGS } from './paths';
import { recordedProcesses } from './processes';

/**
 * Wait until a check succeeds, trying five times per second. Throws after `seconds`, naming what was waited for; if
 * that is the name of a process, as soon as it has ended.
 */
export async function waitUntil(what: string, seconds: number, check: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await check())) {
    throwIfInterrupted();
    if ((await recordedProcesses()).get(what) === false)
      throw new Error(`'${what}' must keep running, got its end: see ${LOGS}/${what}.log`);
    if (Date.now() > deadline)
      throw new Error(`'${what}' must be ready within ${seconds} s, got no answer: see the logs in ${LOGS}`);
    await sleep(200);
  }
}
