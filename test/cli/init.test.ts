import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { clusterFrom } from '../../cli/cluster/cluster-from-context';
import { Scratch } from './prodigy';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
  scratch.write('kubeconfig', KUBECONFIG);
});
afterEach(() => scratch.remove());

const context = (name: string, namespace?: string) => ({ name, context: { cluster: 'c', user: 'u', namespace } });
const KUBECONFIG = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'kind-dev',
  contexts: [context('kind-dev'), context('team', 'runs')],
  clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'u', user: {} }],
});

const init = (...args: string[]) => scratch.prodigy('init', '--kubeconfig', 'kubeconfig', ...args);
const FILE = '.home/.prodigy/kubernetes.yaml';
const file = (name = FILE) => readFileSync(join(scratch.path, name), 'utf8');

test('each context becomes a cluster, with what is known of it, wherever commands run later', () => {
  const { status, stderr } = init();
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr:
      'dev: context kind-dev\nteam: context team\n~/.prodigy/kubernetes.yaml is written\n' +
      'check the clusters with: prodigy-k8s clusters check\n',
  });
  const kubeconfig = join(realpathSync(scratch.path), 'kubeconfig');
  expect(file().replace(/^#.*\n/gm, '')).toBe(
    `clusters:\n  dev:\n    context: kind-dev\n    provider: kind\n    kubeconfig_path: ${kubeconfig}\n` +
      `  team:\n    context: team\n    namespace: runs\n    kubeconfig_path: ${kubeconfig}\n`,
  );
  expect(scratch.prodigy('clusters', 'list', '-o', 'name').stdout).toContain('dev\n');
});

test('a file that is there is written over only where that is asked for, and kept beside it', () => {
  scratch.write(FILE, '# mine\n');
  expect(init()).toMatchObject({
    status: 4,
    stderr:
      "prodigy-k8s: '~/.prodigy/kubernetes.yaml' must not exist yet: add one cluster with clusters add, " +
      'or replace the file with --force\n',
  });
  expect(file()).toBe('# mine\n');
  expect(init('--force').status).toBe(0);
  expect(file()).toContain('context: kind-dev');
  expect(file(`${FILE}.old`)).toBe('# mine\n');
});

test('without a context nothing is written', () => {
  scratch.write('kubeconfig', 'apiVersion: v1\nkind: Config\ncontexts: []\nclusters: []\nusers: []\n');
  expect(init()).toMatchObject({
    status: 2,
    stderr: "prodigy-k8s: '--kubeconfig' must have a context, got none: name another kubeconfig, or use clusters add\n",
  });
  expect(existsSync(join(scratch.path, FILE))).toBe(false);
});

test.each([
  [
    'arn:aws:eks:eu-central-1:123456789012:cluster/Team_A',
    'https://x.gr7.eu-central-1.eks.amazonaws.com',
    'team-a',
    'eks',
  ],
  ['gke_project_europe-west3-a_batch', 'https://10.0.0.1', 'batch', 'gke'],
  ['batch', 'https://batch-dns-1a2b.hcp.westeurope.azmk8s.io:443', 'batch', 'aks'],
  ['kind-kind', 'https://127.0.0.1:1', 'kind', 'kind'],
  ['minikube', 'https://192.168.49.2:8443', 'minikube', 'minikube'],
  ['Ours@home', 'https://10.0.0.1', 'ours-home', undefined],
])('context %s at %s is cluster %s of %s', (name, server, cluster, provider) => {
  expect(clusterFrom({ name, server }, new Set())).toEqual({ name: cluster, keys: { context: name, provider } });
});

test('a name that another context has gets a number', () => {
  expect(clusterFrom({ name: 'kind-dev' }, new Set(['dev', 'dev-2'])).name).toBe('dev-3');
});
