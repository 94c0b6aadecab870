/**
 * Create a resource of a component without stack traces. The SDK captures one for each promise of a resource in case it
 * never resolves: half of a program's CPU time, and all of them end in this folder. It captures another, whatever the
 * limit, to tell the engine where a resource is declared; the engine stores it with each resource, a tenth of the
 * state. The component's own entry still says where the component is declared.
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
