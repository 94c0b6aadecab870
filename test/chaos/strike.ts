import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { planOf, type Scale } from './plan';
import { type RunUnderChaos, TIMING } from './run-under-chaos';

export const SEED = Number(process.env.PRODIGY_CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** A tenth of the strikes, unless all are asked for. */
export const share = (strikes: number): number =>
  process.env.PRODIGY_CHAOS === 'full' ? strikes : Math.ceil(strikes / 10);

export interface Strikes extends Omit<Scale, 'longerThanMs'> {
  /** What the run counts its progress by. */
  readonly progress: 'item' | 'step';
  /** File with the number of the last item or step that may be worked on: strikes then meet a run at work. */
  readonly gate: string;
  /** How many are let go beyond those that are finished. */
  readonly ahead: number;
}

/**
 * Strike a run once per finished item or step, then let it come to its end.
 * @returns what was struck.
 */
export async function strikeUntilOver(run: RunUnderChaos, strikes: Strikes, last: number): Promise<readonly string[]> {
  const { progress, gate, ahead } = strikes;
  const plan = planOf({ ...strikes, longerThanMs: TIMING.lockSeconds * 1000 + 500 }, SEED);
  process.stderr.write(`chaos: seed ${SEED}; 'npm run test:chaos -- --seed ${SEED}' repeats its plan\n`);
  const struck: string[] = [];
  for (const [index, strike] of plan.entries()) {
    writeFileSync(gate, String(index + ahead));
    while (run.finished(progress) < index && run.report() === undefined) await sleep(20);
    if (run.report() !== undefined) break;
    struck.push(`${strike.kind} ${await run.strike(strike)}`);
    process.stderr.write(
      `chaos: ${index + 1}/${plan.length} ${struck.at(-1)}, ${run.finished(progress)} ${progress}s\n`,
    );
  }
  writeFileSync(gate, String(last));
  await run.over();
  if (run.report()?.outcome !== 'complete') process.stderr.write(`${run.tails()}\n`);
  return struck;
}
