import { compareQuantities, isQuantity } from '../../contract/quantity';
import type { Condition } from './rule';

/** The quantity decreased. */
export const shrinks: Condition = ({ before, after }) => order(before, after) < 0;

/** The quantity increased. */
export const grows: Condition = ({ before, after }) => order(before, after) > 0;

/** The value changed to one of these. */
export const becomes =
  (...values: readonly unknown[]): Condition =>
  ({ after }) =>
    values.includes(after);

/** The value changed from this one. */
export const isNoLonger =
  (value: unknown): Condition =>
  ({ before }) =>
    before === value;

/** The field was added. */
export const appears: Condition = ({ before }) => before === undefined;

/** The field was removed. */
export const disappears: Condition = ({ after }) => after === undefined;

/** The object was immutable before the change. */
export const wasImmutable: Condition = (_, { base }) => base.immutable === true;

/** Matches any change. */
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
