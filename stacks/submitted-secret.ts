import type { RunIdentity } from '../constructs/run-identity';
import { Component } from '../contract/labels';
import { secretsName } from '../contract/names';
import type { SecretSources, SubmittedSource } from '../contract/secret-source';
import type { KubernetesObject } from './kubernetes-object';

/** A Secret that is never rendered: whoever submits the run reads the values and sends them to the API server. */
export interface SubmittedSecret {
  readonly metadata: KubernetesObject['metadata'];
  /** Where to read each value, by key. */
  readonly sources: { readonly [key: string]: SubmittedSource };
}

/** The Secret submitted with a run; undefined if no key comes from an environment variable or a file. */
export function submittedSecret(run: RunIdentity, credentials: SecretSources): SubmittedSecret | undefined {
  const sources = Object.entries(credentials).flatMap(([key, source]) =>
    source.source === 'env' || source.source === 'file' ? [[key, source] as const] : [],
  );
  if (sources.length === 0) return undefined;
  const metadata = run.metadata(secretsName(run.runId), Component.CREDENTIALS);
  return { metadata, sources: Object.fromEntries(sources) };
}

/**
 * The Secret in the API server's format.
 *
 * @param values by key; they are stored only in this object.
 */
export const secretObject = (
  { metadata }: SubmittedSecret,
  values: { readonly [key: string]: Buffer },
): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata,
  type: 'Opaque',
  data: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value.toString('base64')])),
});
