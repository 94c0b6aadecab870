import { Scratch } from './prodigy';

const scratch = new Scratch();
beforeAll(() => {
  scratch.write(
    '.home/.prodigy/kubernetes.yaml',
    'clusters:\n  mine:\n    max_parallel: 5\n  edge: {namespace: own}\n',
  );
});
afterAll(() => scratch.remove());

const explain = (...args: string[]) => scratch.prodigy('explain-config', ...args);
const origins = (...args: string[]): Record<string, [unknown, string]> => {
  const { stdout, stderr } = explain(...args, '-o', 'json');
  if (stdout === '') throw new Error(stderr);
  const { facts } = JSON.parse(stdout) as { facts: { fact: string; value: unknown; origin: string }[] };
  return Object.fromEntries(facts.map(({ fact, value, origin }) => [fact, [value, origin]]));
};

test('each fact is told with its value and the place that it comes from', () => {
  const flags = ['--max-parallel', '3', '--use-spot', '--storage-class', 'fast', '--workspace-size', '7Gi'];
  const found = origins('--cluster', 'production', '--environment', 'staging', ...flags, '--kubeconfig', 'k');
  expect(found).toMatchObject({
    'git.lfs': [false, 'base'],
    provider: ['eks', 'stacks/clusters/production.ts'],
    namespace: ['prodigy-staging', 'environment staging'],
    maxAgents: [6, 'environment staging'],
    agents: [3, '--max-parallel'],
    'placement.spot': [true, '--use-spot'],
    'storage.storageClass': ['fast', '--storage-class'],
    'storage.workspaceSize': ['7Gi', '--workspace-size'],
    'kubeconfig.path': ['k', '--kubeconfig'],
  });
});

test('clusters of the user are clusters, and lie over the bundled ones', () => {
  expect(origins('--cluster', 'mine')).toMatchObject({
    maxAgents: [5, '~/.prodigy/kubernetes.yaml:3:19'],
    namespace: ['prodigy', 'base'],
  });
  expect(origins('--cluster', 'edge')).toMatchObject({
    namespace: ['own', '~/.prodigy/kubernetes.yaml:4:21'],
    delivery: ['pulumi', 'stacks/clusters/edge.ts'],
  });
});

test('without a cluster it is what holds of every one', () => {
  const { status, stdout, stderr } = explain();
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'target base\n' });
  expect(stdout).toMatch(/^FACT +VALUE +ORIGIN\nnamespace +prodigy +base\n/);
});

test.each([
  [
    ['--cluster', 'mars'],
    "'cluster' must be one of development, edge, production, mine, got mars: add others to ~/.prodigy/kubernetes.yaml",
  ],
  [
    ['--environment', 'moon'],
    "'environment' must be one of staging, got moon: add others as stacks/environments/<name>.ts",
  ],
  [['--max-parallel', '0'], "'--max-parallel' must be an integer from 1 to 1000, got 0"],
  [
    ['--cleanup-policy', 'burn'],
    `--cleanup-policy: 'cleanupPolicy' must be one of delete, retain, got "burn": see contract/cluster-facts.ts`,
  ],
  [
    ['--workspace-size', '7 GB'],
    `--workspace-size: 'storage.workspaceSize' must be a Kubernetes quantity, got "7 GB": write 500m, 2, 512Mi or 20Gi`,
  ],
])('%j is one line and status 2', (args, message) => {
  const { status, stderr } = explain(...args);
  expect({ status, stderr }).toEqual({ status: 2, stderr: `prodigy-k8s: ${message}\n` });
});

test('a file that is wrong is told with its place, whatever cluster is asked for', () => {
  scratch.write('.home/.prodigy/kubernetes.yaml', 'clusters:\n  mine:\n    contxt: a\n');
  const { status, stderr } = explain('--cluster', 'edge');
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr:
      "prodigy-k8s: ~/.prodigy/kubernetes.yaml:3:5: 'contxt' must be a key that is known here, got contxt: " +
      "did you mean 'context'?\n",
  });
});
