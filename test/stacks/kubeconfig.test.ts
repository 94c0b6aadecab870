import { checkedKubeconfig, inClusterKubeconfig } from '../../stacks/kubeconfig';
import { plainCanary, shownIn } from './canary';

const token = plainCanary('kubeconfig');
const kubeconfig = (user: unknown, context: object = { cluster: 'c', user: 'u' }) =>
  JSON.stringify({
    'current-context': 'a',
    contexts: [
      { name: 'a', context },
      { name: 'b', context },
    ],
    clusters: [{ name: 'c', cluster: { server: 'https://203.0.113.1:6443' } }],
    users: [{ name: 'u', user }],
  });
const origin = '~/.kube/config';

test('the context that is named is the one that counts, else the current one', () => {
  expect(checkedKubeconfig(kubeconfig({ token }), { origin, context: 'b' })).toEqual({
    context: 'b',
    server: 'https://203.0.113.1:6443',
  });
  expect(checkedKubeconfig(kubeconfig({ token }), { origin }).context).toBe('a');
});

test.each([['aws'], ['gke-gcloud-auth-plugin'], ['kubelogin'], ['/opt/team/login']])(
  '%s may get credentials',
  (command) => {
    const text = kubeconfig({ exec: { command } });
    expect(checkedKubeconfig(text, { origin, allowed: ['/opt/team/login'] }).context).toBe('a');
  },
);

test.each<[string, string, string | undefined, string]>([
  [
    'another context',
    kubeconfig({ token }),
    'c',
    "'context' must be one of a, b in ~/.kube/config, got c: set it to the one that reaches the cluster of this stack",
  ],
  [
    'a file without contexts',
    '{}',
    undefined,
    "'context' must be one of none in ~/.kube/config, got none: set it to the one that reaches the cluster of this stack",
  ],
  [
    'a context without a cluster',
    kubeconfig({ token }, { cluster: 'gone', user: 'u' }),
    undefined,
    "'context' must name a cluster with a server, got a in ~/.kube/config: ask who keeps that cluster",
  ],
  [
    'a program that nobody allowed',
    kubeconfig({ exec: { command: './aws' } }),
    undefined,
    '\'exec\' must start one of aws, aws-iam-authenticator, gke-gcloud-auth-plugin, kubelogin, got "./aws" in ' +
      '~/.kube/config: add it to execPlugins if you know what it does',
  ],
  [
    'a provider that was dropped',
    kubeconfig({ 'auth-provider': { name: 'gcp', config: { 'cmd-path': '/bin/sh' } } }),
    undefined,
    "'auth-provider' must not be used, got one in ~/.kube/config: Kubernetes dropped it, get a kubeconfig with an exec plugin",
  ],
  [
    'text',
    `token ${token}`,
    undefined,
    "'kubeconfig' must be a kubeconfig, got something else in ~/.kube/config: kubectl config view --raw prints one",
  ],
  [
    'broken YAML',
    `users: [${token}`,
    undefined,
    "'kubeconfig' must be a kubeconfig, got something else in ~/.kube/config: kubectl config view --raw prints one",
  ],
])('%s is refused, and nothing of a key is shown', (_, text, context, message) => {
  expect(() => checkedKubeconfig(text, { origin, context })).toThrow(new Error(message));
  expect(shownIn(message, { token })).toEqual([]);
});

test('a pod’s own account is a kubeconfig that names files and holds no token', () => {
  const text = inClusterKubeconfig({ KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' });
  expect(checkedKubeconfig(text, { origin })).toEqual({ context: 'in-cluster', server: 'https://[fd00::1]:6443' });
  expect(JSON.parse(text).users).toEqual([
    { name: 'in-cluster', user: { tokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token' } },
  ]);
});

test('outside of a pod there is no account of a pod', () => {
  expect(() => inClusterKubeconfig({})).toThrow(
    new Error(
      "'authentication' must be kubeconfig or inline outside of a pod, got in-cluster: " +
        'pulumi config set authentication kubeconfig, with kubeconfigPath and context',
    ),
  );
});
