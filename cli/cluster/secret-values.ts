import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { readSecretValues, type SecretWorld } from '../../stacks/secret-values';
import { type SubmittedSecret, secretObject } from '../../stacks/submitted-secret';
import { CliError } from '../cli-error';

/**
 * The Secret of a submission, with its values. They go into the object and nowhere else.
 * @throws CliError if a value is missing, empty or too long, or its file is readable by others.
 */
export async function readSecret(secret: SubmittedSecret, world: SecretWorld): Promise<KubernetesObject> {
  try {
    return secretObject(secret, readSecretValues(secret, world));
  } catch (error) {
    throw new CliError((error as Error).message);
  }
}
