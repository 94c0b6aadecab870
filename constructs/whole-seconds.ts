/**
 * Validate a duration in whole seconds.
 *
 * @param wayOut how to fix an invalid value.
 * @throws Error if it is not an integer, or too short.
 */
export function wholeSeconds(prop: string, seconds: number, least: number, wayOut: string): number {
  if (Number.isInteger(seconds) && seconds >= least) return seconds;
  throw new Error(`'${prop}' must be an integer of at least ${least}, got ${seconds}: ${wayOut}`);
}
