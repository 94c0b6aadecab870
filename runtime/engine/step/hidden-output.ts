import { Limit } from '../../../contract/limits';
import type { Masking } from './masking';

/** Whether an output may have lost its beginning: of a longer one only the end is kept, and no half character. */
export const mayBeCut = (output: string): boolean => Buffer.byteLength(output) > Limit.STEP_OUTPUT_BYTES - 4;

/** An output without secret values, also without the end of one whose beginning was not kept. */
export const hiddenIn = (output: string, masking: Masking): string =>
  mayBeCut(output) ? masking.hideEnding(output) : masking.hide(output);
