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
const NO_KUBECONFIG =
  "'kubeconfig' must be a kubeconfig of plain YAML, got something else in ~/.kube/config: kubectl config view --raw prints one";

test('the context that is named is the one that counts, else the current one', () => {
  expect(checkedKubeconfig(kubeconfig({ token }), { origin, context: 'b' })).toEqual({
    context: 'b',
    server: 'https://203.0.113.1:6443',
    checked: kubeconfig({ token }),
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

test('a plugin may be told which account it is for, and one that was allowed by name anything', () => {
  const profile = { name: 'AWS_PROFILE', value: 'team' };
  const path = { name: 'PATH', value: '/tmp' };
  const aws = kubeconfig({ exec: { command: 'aws', env: [profile] } });
  const own = kubeconfig({ exec: { command: 'aws', env: [profile, path] } });
  expect(checkedKubeconfig(aws, { origin }).context).toBe('a');
  expect(checkedKubeconfig(own, { origin, allowed: ['aws'] }).context).toBe('a');
  expect(checkedKubeconfig(kubeconfig({ exec: { command: 'aws', env: null } }), { origin }).context).toBe('a');
});

test.each<[string, string, string | undefined, string]>([
  [
    'a variable that makes another program of an allowed one',
    kubeconfig({ exec: { command: 'aws', env: [{ name: 'PATH', value: token }] } }),
    undefined,
    "'exec.env' must set none but AWS_PROFILE, AWS_REGION, AWS_DEFAULT_REGION, AWS_STS_REGIONAL_ENDPOINTS, AWS_ROLE_ARN, " +
      'AAD_LOGIN_METHOD, AZURE_CLIENT_ID, AZURE_TENANT_ID, USE_GKE_GCLOUD_AUTH_PLUGIN, got "PATH" in ~/.kube/config: ' +
      'set it where prodigy-k8s starts, or add the plugin to execPlugins if you know what it does',
  ],
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
    "'context' must name a cluster with a server, got a in ~/.kube/config: ask the cluster's administrator",
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
  ['text', `token ${token}`, undefined, NO_KUBECONFIG],
  ['broken YAML', `users: [${token}`, undefined, NO_KUBECONFIG],
  ['a list that holds nothing', 'users: [null]', undefined, NO_KUBECONFIG],
  ['a key that stands there twice', `${kubeconfig({ token })}\nusers: []`, undefined, NO_KUBECONFIG],
  ['a second document', `${kubeconfig({ token })}\n---\n${kubeconfig({ token })}`, undefined, NO_KUBECONFIG],
])('%s is refused, and nothing of a key is shown', (_, text, context, message) => {
  expect(() => checkedKubeconfig(text, { origin, context })).toThrow(new Error(message));
  expect(shownIn(message, { token })).toEqual([]);
});

/** In the form that kubectl writes, with one line in place of the exec plugin. */
const written = (user: string, start = '') =>
  `${start}current-context: a\ncontexts:\n- {name: a, context: {cluster: c, user: u}}\n` +
  `clusters:\n- {name: c, cluster: {server: "https://203.0.113.1"}}\nusers:\n- name: u\n  user:\n    ${user}\n`;

test.each<[string, string, string, string]>([
  ['a merge key', written('<<: {exec: {command: /tmp/evil}}'), 'a merge key (<<)', ':9:5'],
  ['a merge key in quotes', written('"<<": {exec: {command: /tmp/evil}}'), 'a merge key (<<)', ':9:5'],
  ['a merge key in a list', written('x: [{<<: {a: b}}]'), 'a merge key (<<)', ':9:10'],
  ['an alias', written('x: &x {exec: {command: /tmp/evil}}\n    y: *x'), 'an alias', ':10:8'],
  ['a key that is a list', written('? [exec]\n    : {command: /tmp/evil}'), 'a key that is no text', ':9:7'],
  ['a key that is a number', written('1: {command: /tmp/evil}'), 'a key that is no text', ':9:5'],
  ['a tag', written('exec: !!map {command: aws}'), 'a tag', ':9:17'],
  ['a tag that nobody knows', written('!exec {command: aws}'), 'a tag', ':9:11'],
  ['an older YAML', written('<<: {exec: {command: /tmp/evil}}', '%YAML 1.1\n---\n'), 'a directive', ''],
  ['tags of its own', written('token: t', '%TAG ! tag:example.com,2000:\n---\n'), 'a directive', ''],
])('%s is refused, since another parser may read something else', (_, text, obstacle, place) => {
  expect(() => checkedKubeconfig(text, { origin })).toThrow(
    new Error(
      `'kubeconfig' must be a kubeconfig of plain YAML, got ${obstacle} in ~/.kube/config${place}: ` +
        'kubectl config view --raw prints one',
    ),
  );
});

test('what is handed on is what was checked, where another parser takes two names for one', async () => {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const text = written(
    'token: t\n- {name: 0b010, user: {exec: {command: /tmp/evil}}}\n- {name: 0b10, user: {}}',
  ).replace('user: u', 'user: 0b10');
  const client = new KubeConfig();
  client.loadFromString(text);
  expect(client.getCurrentUser()?.exec).toEqual({ command: '/tmp/evil' });
  client.loadFromString(checkedKubeconfig(text, { origin }).checked);
  expect(client.getCurrentUser()).toMatchObject({ name: '0b10', exec: undefined });
});

test('a pod’s own account is a kubeconfig that names files and holds no token', () => {
  const text = inClusterKubeconfig({ KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' });
  expect(checkedKubeconfig(text, { origin })).toEqual({
    context: 'in-cluster',
    server: 'https://[fd00::1]:6443',
    checked: text,
  });
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
