/**
 * The fields that have a value, for spreading over defaults: a program that looks a setting up and finds none passes
 * undefined, and means the default.
 */
export const defined = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
