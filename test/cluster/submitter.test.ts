import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { manifestText } from '../../stacks/manifest-files';
import { type RenderRequest, renderRun, renderTenant } from '../../stacks/render';
import { kubectl } from './support/kubectl';
import { deleteTenant, testCluster, testNamespace } from './support/test-cluster';

const NAMESPACE = testNamespace('submitter');
const image = { repository: 'registry.example.com/image', tag: '1', digest: null };
const images = { agent: image, redis: image };
const cluster: RenderRequest['cluster'] = {
  ...testCluster(NAMESPACE),
  submitters: [{ kind: 'User', name: 'ana' }],
};
const { objects } = renderRun({
  workflow: {
    text: 'name: m\nmode: mapreduce\nmap:\n  input: ls\n  agent_template:\n    - shell: "true"\n',
    file: 'm.yaml',
  },
  cluster,
  images,
  runId: 'mine',
  repository: { url: 'https://git.example.com/a.git', revision: 'main' },
  agentPod: {
    gpu: { count: 1 },
    disruptionBudget: { minAvailable: 1 },
    volumes: [{ name: 'keys', path: '/mnt/keys', source: 'secret', secretName: 'keys', keys: ['npm-token'] }],
    variables: { NODE: { source: 'field', path: 'spec.nodeName' } },
  },
  placement: {
    spot: true,
    nodePreferences: [{ weight: 1, nodes: [{ label: 'fast', operator: 'Exists' }] }],
    tolerations: [{ key: 'batch', value: 'true', effect: 'NoSchedule' }],
    apart: 'node',
    topologySpread: { topology: 'zone', maxSkew: 2, strict: true },
    doNotDisrupt: true,
  },
});
const yaml = (list: readonly KubernetesObject[]): string => list.map(manifestText).join('---\n');
const apply = (list: readonly KubernetesObject[], ...flags: string[]) =>
  kubectl(['apply', '--server-side', '-f', '-', ...flags], yaml(list));
const asAna = (...args: string[]) => kubectl(['-n', NAMESPACE, '--as=ana', ...args]);

/** `can-i` says no by its exit code alone: whatever else goes wrong has words. */
const NO = 'Command failed';

beforeAll(() => apply(renderTenant(cluster, images)));
afterAll(() => deleteTenant(NAMESPACE));

test('whoever is bound to the Role may submit a run, with the rights that it grants its own pods', async () => {
  const isRight = ({ kind }: KubernetesObject) => kind === 'Role' || kind === 'RoleBinding';
  await apply(objects.filter(isRight), '--as=ana');
  const rest = objects.filter((object) => !isRight(object));
  // Not for real: no image is there that the pods could start from.
  const answer = await apply(rest, '--as=ana', '--dry-run=server');
  expect(answer.trim().split('\n')).toHaveLength(rest.length);
});

test('they make a Secret and take it away, and learn nothing of it in between', async () => {
  await asAna('create', 'secret', 'generic', 'keys', '--from-literal=token=canary');
  for (const read of [['get'], ['patch', '-p', '{}'], ['annotate', 'a=b']] as const) {
    const [verb, ...rest] = read;
    await expect(asAna(verb, 'secret', 'keys', ...rest)).rejects.toThrow('is forbidden');
  }
  const path = `/api/v1/namespaces/${NAMESPACE}/secrets/keys`;
  await expect(asAna('get', '--raw', path)).rejects.toThrow('is forbidden');
  expect(await asAna('delete', 'secret', 'keys', '-o', 'name')).toBe('secret/keys\n');
});

test('they get no pod of their own, into none, and no token of an account; logs they may read', async () => {
  await expect(asAna('auth', 'can-i', 'create', 'pods')).rejects.toThrow(NO);
  for (const subresource of ['exec', 'attach', 'portforward'])
    await expect(asAna('auth', 'can-i', 'create', 'pods', `--subresource=${subresource}`)).rejects.toThrow(NO);
  await expect(asAna('auth', 'can-i', 'create', 'serviceaccounts', '--subresource=token')).rejects.toThrow(NO);
  expect(await asAna('auth', 'can-i', 'get', 'pods', '--subresource=log')).toBe('yes\n');
});
