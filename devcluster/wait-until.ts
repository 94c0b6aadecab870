import { setTimeout as sleep } from 'node:timers/promises';
import { LOGS } from './paths';

/** Wait until a check holds, asking five times a second. Throws after `seconds`, naming what was waited for. */
export async function waitUntil(what: string, seconds: number, check: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await check())) {
    if (Date.now() > deadline)
      throw new Error(`'${what}' must be ready within ${seconds} s, got no answer: see the logs in ${LOGS}`);
    await sleep(200);
  }
}
