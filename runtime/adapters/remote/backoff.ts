/** First pause, in milliseconds. */
const FIRST = 200;
/** With this factor, the longest pause is about a tenth of the time waited so far. */
const GROWTH = 1.1;
/** Longest pause, in milliseconds. */
const LONGEST = 5000;

/** Milliseconds to wait after a number of failures in a row, with jitter so that agents do not all return at once. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const pause = Math.min(FIRST * GROWTH ** failures, LONGEST);
  return Math.round(pause * (0.5 + random() / 2));
}
