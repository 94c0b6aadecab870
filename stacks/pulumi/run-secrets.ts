import * as pulumi from '@pulumi/pulumi';
import { readKey, type SecretWorld } from '../secret-values';
import type { SubmittedSecret } from '../submitted-secret';
import type { StackSettings } from './stack-settings';
import type { SecretValues } from './submitted-keys';

/**
 * The values of the keys that come with a run: one that the stack's configuration holds is taken from there, any other
 * from the variable or file that the workflow names.
 *
 * @throws Error naming the key that cannot be read, or is no text.
 */
export const runSecrets = (
  { sources }: SubmittedSecret,
  { secrets }: Pick<StackSettings, 'secrets'>,
  world: SecretWorld,
): SecretValues =>
  Object.fromEntries(
    Object.entries(sources).map(([key, source]) => [key, pulumi.secret(secrets[key] ?? text(key, source, world))]),
  );

/** Pulumi knows texts alone. */
function text(key: string, source: SubmittedSecret['sources'][string], world: SecretWorld): string {
  const bytes = readKey(key, source, world);
  const value = bytes.toString();
  if (Buffer.from(value).equals(bytes)) return value;
  throw new Error(
    `'${key}' must be text in UTF-8, got other bytes: encode it, or make its Secret on the cluster yourself`,
  );
}
