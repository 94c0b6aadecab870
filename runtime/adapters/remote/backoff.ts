/** First pause, in milliseconds. */
const FIRST = 200;
/** So the longest pause of somebody who waits is about a tenth of what was waited for already. */
const GROWTH = 1.1;
/** Longest pause, in milliseconds. */
const LONGEST = 5000;

/** Milliseconds to wait after so many failures in a row, scattered so that a thousand agents do not come at once. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const pause = Math.min(FIRST * GROWTH ** failures, LONGEST);
  return Math.round(pause * (0.5 + random() / 2));
}
