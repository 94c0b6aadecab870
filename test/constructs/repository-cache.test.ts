import type { Construct } from 'constructs';
import { Credentials } from '../../constructs/credentials';
import { GitAuth } from '../../constructs/git-auth';
import { mirrorName } from '../../constructs/mirror-name';
import { RepositoryCache, type RepositoryCacheProps } from '../../constructs/repository-cache';
import { parseCacheConfig } from '../../contract/repository-cache';
import { podSpecOf, violations } from './restricted';
import { only, type Rendered, synthesized } from './synthesized';

const name = 'prodigy-repo-cache';
const url = 'https://git.example.com/team/project.git';
const mirror = mirrorName(url);
const library = 'https://code.example.com:8443/team/library.git';

const required = {
  namespace: 'team-a',
  image: 'registry.example.com/agent:1',
  repositories: [{ url }],
  storageClass: 'gp3',
};
const cache = (props: (scope: Construct) => Partial<RepositoryCacheProps> = () => ({})): Rendered[] =>
  synthesized((scope) => void new RepositoryCache(scope, 'Cache', { ...required, ...props(scope) }));
const token = (scope: Construct, id: string): GitAuth =>
  GitAuth.token(Credentials.fromSecretName(scope, id, `keys-${id}`, ['git-token', 'claude-api-key']));
const twoTokens = (scope: Construct) => ({
  repositories: [
    { url, auth: token(scope, 'a') },
    { url: library, auth: token(scope, 'b') },
  ],
});
const configOf = (objects: Rendered[]) => parseCacheConfig(only(objects, 'ConfigMap').data['cache.json']);
const podOf = (objects: Rendered[]) => podSpecOf(only(objects, 'StatefulSet'));

test('a cache is these objects, all of the namespace', () => {
  expect(cache().map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual(
    ['PersistentVolumeClaim', 'ServiceAccount', 'ConfigMap', 'Service', 'NetworkPolicy', 'StatefulSet'].map(
      (kind) => `${kind} team-a/${name}`,
    ),
  );
  for (const { metadata } of cache())
    expect(metadata.labels).toMatchObject({
      'app.kubernetes.io/component': 'repo-cache',
      'app.kubernetes.io/instance': 'team-a',
    });
});

test('every setting is rendered', () => {
  const objects = synthesized((scope) => {
    const everything: Required<RepositoryCacheProps> = {
      ...required,
      repositories: [{ url, auth: GitAuth.anonymous() }],
      size: '5Gi',
      refreshSeconds: 60,
      imagePullSecrets: ['regcred'],
      dns: { namespace: 'dns' },
      monitoring: { namespace: 'watch' },
      logLevel: 'warn',
    };
    expect(new RepositoryCache(scope, 'Cache', everything).mirrors).toEqual([mirror]);
  });
  expect(configOf(objects)).toEqual({
    refreshSeconds: 60,
    repositories: [{ name: mirror, repositoryUrl: url, gitAuth: 'anonymous', gitUsername: '', env: {} }],
  });
  expect(only(objects, 'ServiceAccount').imagePullSecrets).toEqual([{ name: 'regcred' }]);
  expect(only(objects, 'PersistentVolumeClaim').spec).toEqual({
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'gp3',
    resources: { requests: { storage: '5Gi' } },
  });
  const [container] = podOf(objects).containers;
  expect(container.image).toBe('registry.example.com/agent:1');
  expect(container.env).toContainEqual({ name: 'PRODIGY_LOG_LEVEL', value: 'warn' });
});

test('by default the claim has 100Gi, and origin is looked at every five minutes', () => {
  expect(only(cache(), 'PersistentVolumeClaim').spec.resources.requests.storage).toBe('100Gi');
  expect(configOf(cache()).refreshSeconds).toBe(300);
});

test('one pod writes to the claim and answers under the name of its Service', () => {
  const { spec } = only(cache(), 'StatefulSet');
  expect(spec).toMatchObject({ replicas: 1, podManagementPolicy: 'Parallel', serviceName: name });
  expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
  expect(only(cache(), 'Service').spec).toMatchObject({
    selector: spec.selector.matchLabels,
    ports: [
      { port: 8080, targetPort: 'http' },
      { port: 9464, targetPort: 'metrics' },
    ],
  });
  const [container] = podOf(cache()).containers;
  expect(container).toMatchObject({ name, args: ['cache'] });
  expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'http' });
  expect(container.livenessProbe.httpGet).toEqual({ path: '/healthz', port: 'http' });
  expect(container.volumeMounts).toEqual(
    expect.arrayContaining([
      { name: 'mirrors', mountPath: '/mirrors' },
      { name: 'config', mountPath: '/config', readOnly: true },
    ]),
  );
  expect(podOf(cache()).volumes).toContainEqual({ name: 'mirrors', persistentVolumeClaim: { claimName: name } });
});

test('its account has no rights and no token, and it belongs to no run', () => {
  expect(podOf(cache()).serviceAccountName).toBe(name);
  expect(only(cache(), 'ServiceAccount').automountServiceAccountToken).toBe(false);
  expect(JSON.stringify(cache())).not.toMatch(/prodigy\.io\/run-id|WORKFLOW_ID|serviceAccountToken/);
});

test('who watches it asks for numbers, and nothing else; Prometheus finds it by annotations', () => {
  const objects = cache(() => ({ monitoring: { namespace: 'watch', otlpEndpoint: 'http://collector.watch:4318' } }));
  const { ingress, egress } = only(objects, 'NetworkPolicy').spec;
  expect(ingress.slice(1)).toEqual([
    {
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'watch' } } }],
      ports: [{ protocol: 'TCP', port: 9464 }],
    },
  ]);
  expect(egress).toEqual(only(cache(), 'NetworkPolicy').spec.egress);
  const annotationsIn = (rendered: Rendered[]) => only(rendered, 'StatefulSet').spec.template.metadata.annotations;
  expect(annotationsIn(objects)).toEqual({
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': '9464',
    'prometheus.io/path': '/metrics',
  });
  expect(annotationsIn(cache())).toBeUndefined();
});

test('workspace pods of any run may ask it, nobody else; it reaches names and origins alone', () => {
  expect(only(cache(twoTokens), 'NetworkPolicy').spec).toEqual({
    podSelector: { matchLabels: { app: 'prodigy', 'app.kubernetes.io/component': 'repo-cache' } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [{ podSelector: { matchLabels: { app: 'prodigy', 'app.kubernetes.io/component': 'workspace' } } }],
        ports: [{ protocol: 'TCP', port: 8080 }],
      },
    ],
    egress: [
      {
        to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
        ports: [
          { protocol: 'UDP', port: 53 },
          { protocol: 'TCP', port: 53 },
        ],
      },
      {
        to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } }],
        ports: [
          { protocol: 'TCP', port: 443 },
          { protocol: 'TCP', port: 8443 },
        ],
      },
    ],
  });
});

test('each origin has credentials of its own, by reference, in a folder of its own', () => {
  const objects = cache(twoTokens);
  const names = [url, library].map(mirrorName);
  const secrets = podOf(objects).volumes.filter(({ secret }: Rendered) => secret);
  expect(secrets).toEqual(
    ['keys-a', 'keys-b'].map((secretName, index) => ({
      name: `secrets-${names[index]}`,
      secret: { secretName, items: [{ key: 'git-token', path: 'git-token' }], defaultMode: 0o440, optional: false },
    })),
  );
  expect(configOf(objects).repositories.map(({ gitAuth, env }) => [gitAuth, env])).toEqual(
    names.map((folder) => [
      'token',
      { PRODIGY_GIT_TOKEN_FILE: `/secrets/${folder}/git-token`, PRODIGY_GIT_USERNAME: 'x-access-token' },
    ]),
  );
  const { volumeMounts } = podOf(objects).containers[0];
  for (const folder of names)
    expect(volumeMounts).toContainEqual({
      name: `secrets-${folder}`,
      mountPath: `/secrets/${folder}`,
      readOnly: true,
    });
});

test('each origin is trusted by authorities of its own, whose certificates lie beside the configuration', () => {
  const pem = '-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n';
  const objects = cache(() => ({ repositories: [{ url, caCertificates: `# ours\n${pem}` }, { url: library }] }));
  const [own, other] = configOf(objects).repositories;
  expect(own?.env).toEqual({ GIT_SSL_CAINFO: `/config/ca-${mirror}.pem` });
  expect(other?.env).toEqual({});
  const { data } = only(objects, 'ConfigMap');
  expect(Object.keys(data)).toEqual([`ca-${mirror}.pem`, 'cache.json']);
  expect(data[`ca-${mirror}.pem`]).toBe(pem);
});

test('it is a restricted pod', () => {
  expect(violations(podOf(cache(twoTokens)))).toEqual([]);
});

test.each<[string, Partial<RepositoryCacheProps>, string]>([
  [
    'no repository',
    { repositories: [] },
    "'repositories' must name one repository at least, got none: leave the cache out",
  ],
  [
    'a repository twice',
    { repositories: [{ url }, { url: 'https://git.example.com/team/project' }] },
    "'repositories' must name each repository once, got https://git.example.com/team/project again: scheme, user and '.git' do not make it another repository",
  ],
  [
    'an address with a token',
    { repositories: [{ url: 'https://me:hunter2@git.example.com/a.git' }] },
    `'repository.url' must hold no credentials, got "https://***@git.example.com/a.git": give https://<host>/<path> or ssh://<user>@<host>/<path>, and put the token or key into the Secret`,
  ],
  [
    'restless refreshing',
    { refreshSeconds: 1 },
    "'refreshSeconds' must be an integer from 10 to 86400, got 1: runs fetch from origin what the cache does not have yet, so a long interval is enough",
  ],
  [
    'half a second',
    { refreshSeconds: 10.5 },
    "'refreshSeconds' must be an integer from 10 to 86400, got 10.5: runs fetch from origin what the cache does not have yet, so a long interval is enough",
  ],
])('%s is refused', (_, wrong, message) => {
  expect(() => cache(() => wrong)).toThrow(new Error(message));
});

test.each([
  ['{', "'cache.json' must be JSON, got "],
  ['null', "'cache.json' must hold refreshSeconds and repositories: render the tenant again"],
  [
    '{"refreshSeconds":300,"repositories":[{"name":"../x","repositoryUrl":"https://host/a"}]}',
    `'cache.json' must name each mirror and its origin, got "../x": render the tenant again`,
  ],
  [
    '{"refreshSeconds":300,"repositories":[{"name":"x"}]}',
    `'cache.json' must name each mirror and its origin, got "x": render the tenant again`,
  ],
])('a configuration that nobody rendered is refused: %s', (text, message) => {
  expect(() => parseCacheConfig(text)).toThrow(message);
});
