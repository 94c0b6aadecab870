import { secretsName } from '../../contract/names';
import { OBJECT_NAME } from '../../contract/object-names';
import type { SubmittedSource } from '../../contract/secret-source';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { CliError } from '../cli-error';
import { credentialSource } from '../cluster/credentials';
import { readSecret } from '../cluster/secret-values';
import { kubeconfigOf, type TargetFlags, targetOf } from '../cluster/target';
import { connect } from '../kube';
import type { Terminal } from '../terminal';

interface SecretFlags extends TargetFlags {
  readonly credential: readonly string[];
  readonly run?: string;
}

/**
 * Create or update a Secret by server-side apply: its values appear in no annotation, file or output.
 * @throws CliError if a value cannot be read, a permission is missing, or another manager owns one of the keys.
 */
export async function applySecret(name: string, flags: SecretFlags, terminal: Terminal): Promise<void> {
  const { facts } = await targetOf(flags, terminal);
  const secret = await secretOf(name, facts.namespace, flags, terminal);
  const kube = await connect(kubeconfigOf(facts, terminal.home));
  await kube.apply(secret);
  terminal.out(`secret ${name} in ${facts.namespace}: applied ${keysOf(secret).join(', ')}\n`);
}

/**
 * Change existing keys.
 * @throws CliError if a value cannot be read, a permission is missing, or the Secret has no such key.
 */
export async function rotateSecret(name: string | undefined, flags: SecretFlags, terminal: Terminal): Promise<void> {
  const { facts } = await targetOf(flags, terminal);
  const secret = await secretOf(named(name, flags.run), facts.namespace, flags, terminal);
  const kube = await connect(kubeconfigOf(facts, terminal.home));
  await kube.replaceKeys(secret);
  const keys = keysOf(secret).join(', ');
  terminal.out(`secret ${secret.metadata.name} in ${facts.namespace}: changed ${keys}\n`);
  terminal.progress('pods see them within about 90 seconds; their next steps use them\n');
}

function named(name: string | undefined, run: string | undefined): string {
  if (name !== undefined && run === undefined) return name;
  if (name === undefined && run !== undefined) return secretsName(run);
  throw new CliError("'secrets rotate' must be given a Secret's name or --run, and not both");
}

async function secretOf(
  name: string,
  namespace: string,
  flags: SecretFlags,
  terminal: Terminal,
): Promise<KubernetesObject> {
  if (!OBJECT_NAME.test(name))
    throw new CliError(
      "'secret' must be lower-case letters, digits, dashes and dots, got something else: name a Secret",
    );
  const sources = Object.fromEntries(flags.credential.map(submitted));
  return readSecret({ metadata: { name, namespace }, sources }, terminal);
}

function submitted(text: string): [string, SubmittedSource] {
  const [key, source] = credentialSource(text);
  if (source.source === 'env' || source.source === 'file') return [key, source];
  throw new CliError(
    `'--credential' must name env:NAME or file:PATH here, got ${source.source} for ${key}: only these have a value to send`,
  );
}

const keysOf = (secret: KubernetesObject): string[] => Object.keys(secret.data as object).sort();
