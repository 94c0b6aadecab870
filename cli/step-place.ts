import { printable } from '../runtime/adapters/log/printable';

/** Characters of a step's name to look for: a reason may have truncated it elsewhere. */
const LIKENESS = 60;

/**
 * Where an attempt failed, such as `, step 'npm test'`; empty if unknown, or if the reason already names the step, as
 * most do.
 * @param before text before the step.
 */
export const stepPlace = (step: string | undefined, reason: string, before: string): string =>
  step === undefined || reason.includes(step.slice(0, LIKENESS)) ? '' : `${before}'${printable(step)}'`;
