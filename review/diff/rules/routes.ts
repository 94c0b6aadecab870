import type { ReviewedObject } from '../../reviewed-object';
import type { Condition } from '../rule';

/** There is something now that was not there, wherever in a list it stands. */
export const gains =
  (listed: (object: ReviewedObject) => readonly string[]): Condition =>
  (_, { base, head }) => {
    const before = listed(base);
    return listed(head).some((one) => !before.includes(one));
  };
