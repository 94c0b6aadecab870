/** First pause, in milliseconds. */
const FIRST = 200;
/** Longest pause, in milliseconds. */
const LONGEST = 5000;

/** Milliseconds to wait after so many failures in a row, scattered so that a thousand agents do not come at once. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const pause = Math.min(FIRST * 2 ** Math.min(failures, 10), LONGEST);
  return Math.round(pause * (0.5 + random() / 2));
}
