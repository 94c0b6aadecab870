import * as pulumi from '@pulumi/pulumi';
import { oneSentence } from './one-sentence';

/** The same shape, but every value may be an input: an output of another resource, or a promise. */
export type Late<T> = pulumi.Input<T extends object ? { readonly [Key in keyof T]: Late<T[Key]> } : T>;

/**
 * Use arguments immediately if all are known, so that errors reach the caller, otherwise once they are. A preview
 * cannot show what depends on unknown values.
 *
 * @param name of the component, for messages.
 * @throws pulumi.RunError, asynchronously, if an argument is secret: everybody can read what is rendered.
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

/** @throws pulumi.RunError if the arguments contain a secret. */
export function refuseSecret(isSecret: boolean, name: string): void {
  if (!isSecret) return;
  throw oneSentence(
    `'${name}' must be made of public values, got a secret among its arguments: ` +
      "give it in 'secretValues', by the key that 'credentials' names",
  );
}

/** Whether a value contains no output or promise. */
function isKnown(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return false;
  return Object.values(value).every(isKnown);
}
