import * as pulumi from '@pulumi/pulumi';
import { readKey, type SecretWorld } from '../secret-values';
import type { SubmittedSecret } from '../submitted-secret';
import type { StackSettings } from './stack-settings';
import type { SecretValues } from './submitted-keys';

/**
 * The values of the keys submitted with a run: from the stack's configuration if it has the key, otherwise from the
 * environment variable or file that the workflow names.
 *
 * @throws Error naming the key that cannot be read or is not text.
 */
export const runSecrets = (
  { sources }: SubmittedSecret,
  { secrets }: Pick<StackSettings, 'secrets'>,
  world: SecretWorld,
): SecretValues =>
  Object.fromEntries(
    Object.entries(sources).map(([key, source]) => [key, pulumi.secret(secrets[key] ?? text(key, source, world))]),
  );

/** Pulumi secrets can only be strings. */
function text(key: string, source: SubmittedSecret['sources'][string], world: SecretWorld): string {
  const bytes = readKey(key, source, world);
  const value = bytes.toString();
  if (Buffer.from(value).equals(bytes)) return value;
  throw new Error(
    `'${key}' must be text in UTF-8, got other bytes: encode it, or make its Secret on the cluster yourself`,
  );
}

/**
 * Refuse values that no run would get: the key may be misspelled, or come from the cluster.
 *
 * @param configured keys whose values are in the stack's configuration.
 * @param secrets of the runs that the stack deploys.
 * @throws Error naming the keys that no run takes.
 */
export function refuseUntaken(
  configured: readonly string[],
  secrets: readonly Pick<SubmittedSecret, 'sources'>[],
): void {
  const taken = new Set(secrets.flatMap(({ sources }) => Object.keys(sources)));
  const others = configured.filter((key) => !taken.has(key)).sort();
  if (others.length === 0) return;
  throw new Error(
    `'secrets' must hold keys that come with a run of this stack alone (${listed([...taken])}), got ${listed(others)}: ` +
      `pulumi config rm --path secrets.${others[0]}, or have its workflow take it from env and renew its run`,
  );
}

const listed = (keys: readonly string[]): string => [...keys].sort().join(', ') || 'none';
