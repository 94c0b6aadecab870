import * as pulumi from '@pulumi/pulumi';
import { clusterConnection } from '../../../stacks/pulumi/cluster-connection';
import { clusterProvider } from '../../../stacks/pulumi/cluster-provider';
import { refuseRendering } from '../../../stacks/pulumi/rendered-yaml';
import { Scratch } from '../../cli/prodigy';

const scratch = new Scratch();
afterAll(() => scratch.remove());
const text = JSON.stringify({
  contexts: [{ name: 'team', context: { cluster: 'c', user: 'u' } }],
  clusters: [{ name: 'c', cluster: { server: 'https://203.0.113.1' } }],
  users: [{ name: 'u', user: { exec: { command: '/opt/login' } } }],
});
const file = scratch.write('kubeconfig', text);
const world = { env: {}, cwd: '/', home: scratch.path };
const settings = { execPlugins: ['/opt/login'], context: 'team' };
const reached = { context: 'team', server: 'https://203.0.113.1', checked: text };

test.each([[file], ['~/kubeconfig']])('a file is handed on as its path: %s', (kubeconfigPath) => {
  expect(clusterConnection({ ...settings, authentication: 'kubeconfig', kubeconfigPath }, world)).toEqual({
    ...reached,
    kubeconfig: file,
    folder: scratch.path,
    secret: false,
  });
});

test('content is handed on as it was checked, as a secret', () => {
  const kubeconfig = `# of the team\n${text}`;
  expect(clusterConnection({ ...settings, authentication: 'inline', kubeconfig }, world)).toEqual({
    ...reached,
    kubeconfig: text,
    secret: true,
  });
});

test('a pod is its own account, and no secret', () => {
  const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1' };
  expect(clusterConnection({ authentication: 'in-cluster', execPlugins: [] }, { ...world, env })).toMatchObject({
    context: 'in-cluster',
    server: 'https://10.0.0.1:443',
    secret: false,
  });
});

test.each<[Partial<Parameters<typeof clusterConnection>[0]>, string]>([
  [
    { authentication: 'kubeconfig' },
    "'kubeconfigPath' must be set for authentication kubeconfig, got nothing: " +
      'pulumi config set kubeconfigPath ~/.kube/config, and context to one of its contexts',
  ],
  [
    { authentication: 'kubeconfig', kubeconfigPath: file, context: undefined },
    "'context' must be set for authentication kubeconfig, got nothing: " +
      'pulumi config set kubeconfigPath ~/.kube/config, and context to one of its contexts',
  ],
  [
    { authentication: 'kubeconfig', kubeconfigPath: '~/missing' },
    "'kubeconfigPath' must name a readable kubeconfig, got ~/missing: nothing there",
  ],
  [
    { authentication: 'kubeconfig', kubeconfigPath: file, execPlugins: [] },
    "'exec' must start one of aws, aws-iam-authenticator, gke-gcloud-auth-plugin, kubelogin, " +
      `got "/opt/login" in ${file}: add it to execPlugins if you know what it does`,
  ],
  [
    { authentication: 'inline' },
    "'kubeconfig' must be set for authentication inline, got nothing: pulumi config set --secret kubeconfig < FILE",
  ],
])('a way that is not open is named: %j', (change, message) => {
  expect(() => clusterConnection({ ...settings, authentication: 'inline', ...change }, world)).toThrow(
    new Error(message),
  );
});

test('the provider of a stack knows its cluster by the identifier, and changes Secrets in place', async () => {
  const made: Record<string, unknown>[] = [];
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => {
      made.push(inputs);
      return { id: name, state: inputs };
    },
    call: () => ({}),
  });
  const connection = { ...reached, kubeconfig: text, secret: true } as const;
  const provider = clusterProvider('edge', { connection, clusterIdentifier: 'blue', adoptExisting: true });
  await new Promise((resolve) => provider.urn.apply(resolve));
  expect(made).toEqual([
    {
      kubeconfig: expect.anything(),
      context: 'team',
      clusterIdentifier: 'blue',
      enableServerSideApply: 'true',
      enablePatchForce: 'true',
      enableSecretMutable: 'true',
      enableConfigMapMutable: 'true',
      upsertExistingObjects: 'true',
    },
  ]);
  expect(made[0]?.kubeconfig).not.toEqual(text);
});

test.each<[Record<string, string>, Record<string, string>, string]>([
  [{ PULUMI_K8S_RENDER_YAML_TO_DIRECTORY: 'out' }, {}, 'PULUMI_K8S_RENDER_YAML_TO_DIRECTORY'],
  [{}, { 'kubernetes:renderYamlToDirectory': 'out' }, 'kubernetes:renderYamlToDirectory'],
])('a provider that would write YAML is refused: %j %j', (env, config, where) => {
  pulumi.runtime.setAllConfig(config);
  expect(() => refuseRendering(env)).toThrow(
    new Error(
      `'${where}' must not be set, got a folder: it writes the values of Secrets in clear text; ` +
        'manifests are rendered with npm run synth',
    ),
  );
});
