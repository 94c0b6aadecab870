import * as pulumi from '@pulumi/pulumi';
import { oneSentence } from './one-sentence';

/** The same shape, where every value may be known later: an output of another resource, or a promise. */
export type Late<T> = pulumi.Input<T extends object ? { readonly [Key in keyof T]: Late<T[Key]> } : T>;

/**
 * Do something with arguments: at once where all of them are known, so that errors are the caller's, else when they
 * are. What a preview does not know it cannot show.
 *
 * @param name of what the arguments are for, for messages.
 * @throws pulumi.RunError, later, where one of them is secret: what is rendered is read by everybody.
 */
export function whenKnown<T, R>(args: Late<T>, name: string, use: (args: T) => R): pulumi.Output<pulumi.Unwrap<R>> {
  if (isKnown(args)) return pulumi.output(use(args as T));
  const known = pulumi.output(args as pulumi.Input<unknown>);
  const secret = pulumi.output(pulumi.isSecret(known));
  return pulumi.all([known, secret]).apply(([value, isSecret]) => {
    refuseSecret(isSecret, name);
    return use(value as T) as pulumi.Input<R>;
  }) as pulumi.Output<pulumi.Unwrap<R>>;
}

/** @throws pulumi.RunError where arguments hold a secret. */
export function refuseSecret(isSecret: boolean, name: string): void {
  if (!isSecret) return;
  throw oneSentence(
    `'${name}' must be made of what everybody may read, got a secret among its arguments: ` +
      "give it in 'secretValues', by the key that 'credentials' names",
  );
}

/** Whether nothing in a value comes later. */
function isKnown(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return false;
  return Object.values(value).every(isKnown);
}
