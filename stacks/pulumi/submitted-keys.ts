import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { SubmittedSecret } from '../submitted-secret';
import { objectId, objectOptions } from './object-options';
import { oneSentence } from './one-sentence';
import type { StackPolicies } from './policies';
import { withoutStackTraces } from './without-stack-traces';

/** Values by key; they are marked secret if they are not already. */
export type SecretValues = pulumi.Input<{ readonly [key: string]: pulumi.Input<string> }>;

/**
 * The Secret submitted with a run. Each value is marked secret on its own, all the way to the state, so a preview shows
 * which key changes but never its value.
 *
 * @throws pulumi.RunError if a key has no value; asynchronously if the values are.
 */
export function submittedKeys(
  secret: SubmittedSecret,
  values: SecretValues,
  { parent, policies }: { readonly parent: pulumi.Resource; readonly policies?: StackPolicies },
): k8s.core.v1.Secret {
  const { metadata } = secret;
  const keys = Object.keys(secret.sources);
  if (isKnown(values)) checkKeys(keys, values);
  const data = Object.fromEntries(
    keys.map((key) => [key, pulumi.secret(pulumi.output(values).apply(encodedOf(key)))] as const),
  );
  const options = {
    ...objectOptions({ apiVersion: 'v1', kind: 'Secret', metadata }, policies),
    parent,
    aliases: [{ parent: pulumi.rootStackResource }],
    additionalSecretOutputs: ['data', 'stringData'],
  };
  return withoutStackTraces(
    () => new k8s.core.v1.Secret(objectId({ metadata }), { metadata, type: 'Opaque', data }, options),
  );
}

/** Whether the names of the keys are known, even if their values are not yet. */
export const isKnown = (
  values: SecretValues,
): values is Exclude<typeof values, Promise<unknown> | pulumi.OutputInstance<unknown>> =>
  !(pulumi.Output.isInstance(values) || values instanceof Promise);

function checkKeys(keys: readonly string[], values: object): void {
  const missing = keys.find((key) => !(key in values));
  if (missing) throw oneSentence(noValue(missing));
}

/**
 * Refuse values that a run would not take.
 *
 * @param secret of the run. @default - it has none
 * @throws pulumi.RunError naming a key that is not in it, or if there is none and the keys are not known yet.
 */
export function refuseUntakenValues(values: SecretValues, secret?: SubmittedSecret): void {
  if (!isKnown(values)) {
    if (!secret) throw oneSentence(untaken('keys that are known later'));
    return;
  }
  const keys = Object.keys(secret?.sources ?? {});
  const other = Object.keys(values).find((key) => !keys.includes(key));
  if (other !== undefined) throw oneSentence(untaken(other));
}

const untaken = (what: string): string =>
  `'secretValues' must hold keys alone that 'credentials' take from env or file, got ${what}: ` +
  'name its source there, or leave its value out';

const noValue = (key: string): string =>
  `'secretValues' must hold ${key}, got nothing: give its value, or name another source for it in 'credentials'`;

/** In base64, as the API server expects; the value itself appears in no message. */
const encodedOf =
  (key: string) =>
  (values: { readonly [key: string]: string }): string => {
    const value = values[key];
    if (!value) throw oneSentence(noValue(key));
    return Buffer.from(value).toString('base64');
  };
