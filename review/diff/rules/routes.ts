import type { ReviewedObject } from '../../reviewed-object';
import type { Condition } from '../rule';

/** Something is listed now that was not listed before, regardless of order. */
export const gains =
  (listed: (object: ReviewedObject) => readonly string[]): Condition =>
  (_, { base, head }) => {
    const before = listed(base);
    return listed(head).some((one) => !before.includes(one));
  };
