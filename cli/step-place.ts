import { printable } from '../runtime/adapters/log/printable';

/** Characters that name a step: a reason that names it may have cut it at another place. */
const LIKENESS = 60;

/**
 * Where an attempt failed, such as `, step 'npm test'`; empty where nobody knows, and where the reason names the step
 * itself, as that of most failures does.
 * @param before what stands before the step.
 */
export const stepPlace = (step: string | undefined, reason: string, before: string): string =>
  step === undefined || reason.includes(step.slice(0, LIKENESS)) ? '' : `${before}'${printable(step)}'`;
