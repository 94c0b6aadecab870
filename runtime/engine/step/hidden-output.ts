import { Limit } from '../../../contract/limits';
import type { Masking } from './masking';

/** Whether an output may lack its beginning: only the tail of a long one is kept, without a partial character. */
export const mayBeCut = (output: string): boolean => Buffer.byteLength(output) > Limit.STEP_OUTPUT_BYTES - 4;

/** An output with secret values masked, even a partial one at a cut-off beginning. */
export const hiddenIn = (output: string, masking: Masking): string =>
  mayBeCut(output) ? masking.hideEnding(output) : masking.hide(output);
