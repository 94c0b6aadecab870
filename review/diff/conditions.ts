import { compareQuantities, isQuantity } from '../../contract/quantity';
import type { Condition } from './rule';

/** The amount is less than it was. */
export const shrinks: Condition = ({ before, after }) => order(before, after) < 0;

/** The amount is more than it was. */
export const grows: Condition = ({ before, after }) => order(before, after) > 0;

/** The value is now this one, and was not. */
export const becomes =
  (...values: readonly unknown[]): Condition =>
  ({ after }) =>
    values.includes(after);

/** The value was this one, and is no longer. */
export const isNoLonger =
  (value: unknown): Condition =>
  ({ before }) =>
    before === value;

/** Something stands where nothing stood. */
export const appears: Condition = ({ before }) => before === undefined;

/** Nothing stands where something stood. */
export const disappears: Condition = ({ after }) => after === undefined;

/** The object could not be changed before: `immutable` stood in it. */
export const wasImmutable: Condition = (_, { base }) => base.immutable === true;

/** Whatever the change is. */
export const changes: Condition = () => true;

export const not =
  (condition: Condition): Condition =>
  (change, pair) =>
    !condition(change, pair);

function order(before: unknown, after: unknown): number {
  const [old, now] = [String(before), String(after)];
  if (!isQuantity(old) || !isQuantity(now)) return 0;
  return compareQuantities(now, old);
}
