/**
 * Make a resource that is part of a component, without stack traces. The SDK lays out one for each promise of a resource,
 * in case it is never kept: half of the processor time of a program, and all of them end in this folder. It lays out
 * another one, whatever the limit, to tell the engine where a resource is declared, and the engine writes it into its
 * state with each resource: a tenth of it. Where the component is declared stands there all the same, with the component.
 */
export function withoutStackTraces<T>(make: () => T): T {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Object.assign(Error, { stackTraceLimit: 0, prepareStackTrace: String });
  try {
    return make();
  } finally {
    Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  }
}
