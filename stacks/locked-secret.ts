import { RunIdentity } from '../constructs/run-identity';
import { Component, Label } from '../contract/labels';
import { secretsName } from '../contract/names';
import type { SecretSource, SecretSources, SubmittedSource } from '../contract/secret-source';
import type { KubernetesObject } from './kubernetes-object';
import type { LockedRun } from './locked-run';
import type { SubmittedSecret } from './submitted-secret';

/** Current sources of a locked run's keys. */
export interface KeysToday {
  /** From the workflow's definition and the cluster's facts. */
  readonly credentials: SecretSources;
  /** Keys whose values are in the stack's configuration: they need no source. */
  readonly configured: readonly string[];
}

/**
 * The Secret submitted with a locked run. Its keys are those that the committed pods mount, whatever the definition
 * says now: a running run loses none. No manifest says where to read the values, so the current definition decides
 * that.
 *
 * @returns undefined if its pods mount no such Secret, or if External Secrets Operator creates it.
 * @throws Error if the definition now takes a key from elsewhere, or from nowhere.
 */
export function lockedSecret(
  run: LockedRun,
  objects: readonly KubernetesObject[],
  today: KeysToday,
): SubmittedSecret | undefined {
  const name = secretsName(run.runId);
  const keys = objects.some((object) => makes(object, name)) ? [] : [...new Set(mountedKeys(objects, name))].sort();
  const [first] = objects;
  if (keys.length === 0 || !first) return undefined;
  const { namespace = '', labels } = first.metadata;
  const identity = new RunIdentity({ runId: run.runId, namespace, workflow: labels?.[Label.WORKFLOW] ?? '' });
  return {
    metadata: identity.metadata(name, Component.CREDENTIALS),
    sources: Object.fromEntries(keys.map((key) => [key, sourceOf(key, run, today)])),
  };
}

const makes = ({ kind, metadata }: KubernetesObject, name: string): boolean =>
  kind === 'ExternalSecret' && metadata.name === name;

/** Keys of a Secret in volumes, wherever in the objects these are. */
function mountedKeys(value: unknown, name: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { secretName, secret, items = [] } = value as Volume;
  if (secretName === name) return items.map(({ key }) => key);
  // A projected volume names its Secrets in a different field.
  if (secret?.name === name) return (secret.items ?? []).map(({ key }) => key);
  return Object.values(value).flatMap((one) => mountedKeys(one, name));
}

interface Items {
  readonly items?: readonly { readonly key: string }[];
}
interface Volume extends Items {
  readonly secretName?: string;
  readonly secret?: Items & { readonly name?: string };
}

function sourceOf(key: string, run: LockedRun, { credentials, configured }: KeysToday): SubmittedSource {
  const source = credentials[key];
  if (source?.source === 'env' || source?.source === 'file') return source;
  // The value is already configured, so this source is never read.
  if (configured.includes(key)) return { source: 'env', variable: key };
  throw new Error(withoutSource(key, run, source));
}

const withoutSource = (key: string, { workflow, target, runId }: LockedRun, source?: SecretSource): string =>
  `'credentials' of ${workflow} must name env or file for ${key} while ${runId} is its run on ${target}, got ` +
  `${source?.source ?? 'nothing'}: that run has the key in its own Secret, so renew it ` +
  `(prodigy-k8s renew ${workflow} --target ${target}), or keep its value for it with ` +
  `pulumi config set --secret --path secrets.${key}`;
