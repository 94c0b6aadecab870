/**
 * A time in whole seconds.
 *
 * @param wayOut what to do where it is none.
 * @throws Error where it is no integer, or shorter than it may be.
 */
export function wholeSeconds(prop: string, seconds: number, least: number, wayOut: string): number {
  if (Number.isInteger(seconds) && seconds >= least) return seconds;
  throw new Error(`'${prop}' must be an integer of at least ${least}, got ${seconds}: ${wayOut}`);
}
