import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { SubmittedSecret } from '../submitted-secret';

/**
 * The Secret that comes with a submission, from the stack's own encrypted configuration, one entry per key:
 * `pulumi config set --secret git-token`. The values are in its state, encrypted, and in nothing that is printed.
 */
export function submittedKeys(secret: SubmittedSecret, options: pulumi.CustomResourceOptions): k8s.core.v1.Secret {
  const config = new pulumi.Config();
  const stringData = Object.fromEntries(Object.keys(secret.sources).map((key) => [key, config.requireSecret(key)]));
  const { name } = secret.metadata;
  return new k8s.core.v1.Secret(name, { metadata: secret.metadata, type: 'Opaque', stringData }, options);
}
