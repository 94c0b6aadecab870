import * as pulumi from '@pulumi/pulumi';

/** Where the provider can be told to write manifests, other than in its arguments. */
const VARIABLE = 'PULUMI_K8S_RENDER_YAML_TO_DIRECTORY';
const KEY = 'renderYamlToDirectory';

/**
 * Refuse a provider that writes YAML instead of deploying it.
 *
 * @throws Error, since it writes the values of Secrets in clear text.
 * @see https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/
 */
export function refuseRendering(
  env: Readonly<Record<string, string | undefined>>,
  config = new pulumi.Config('kubernetes'),
): void {
  const where = env[VARIABLE] ? VARIABLE : config.get(KEY) && `kubernetes:${KEY}`;
  if (!where) return;
  throw new Error(
    `'${where}' must not be set, got a folder: it writes the values of Secrets in clear text; manifests are rendered with npm run synth`,
  );
}
