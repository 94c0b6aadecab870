import { Credentials } from '../../constructs/credentials';
import { GitAuth } from '../../constructs/git-auth';
import { GitRepository } from '../../constructs/git-repository';
import { Placement } from '../../constructs/placement';
import { Workspace, type WorkspaceProps } from '../../constructs/workspace';
import { podSpecOf, violations } from './restricted';
import { only, pods, type Rendered, repository, synthesized } from './synthesized';

const storage = { storageClass: 'gp3', workspaceSize: '20Gi', accessMode: 'ReadWriteOncePod' } as const;
const name = 'prodigy-workspace-fix-tests-1';

function workspace(auth?: 'token'): Rendered[] {
  return synthesized((scope) => {
    const keys = Credentials.fromSecretName(scope, 'Keys', 'team-keys', ['claude-api-key', 'git-token']);
    const withToken = new GitRepository({ ...repository, auth: GitAuth.token(keys, { username: 'robot' }) });
    const everything: Required<WorkspaceProps> = {
      ...pods(scope),
      repository: auth === 'token' ? withToken : repository,
      storage,
      placement: Placement.priorityClass('high'),
      monitoring: { namespace: 'watch', otlpEndpoint: 'http://collector.watch:4318' },
      logLevel: 'warn',
    };
    new Workspace(scope, 'Workspace', everything);
  });
}
const server = (objects: Rendered[]): Rendered => only(objects, 'StatefulSet', name);
const mountsOf = (container: Rendered): string[] => container.volumeMounts.map((mount: Rendered) => mount.mountPath);

test('one writer keeps the repository on a claim whose class is named', () => {
  const claim = only(workspace(), 'PersistentVolumeClaim', name);
  expect(claim.spec).toEqual({
    accessModes: ['ReadWriteOncePod'],
    storageClassName: 'gp3',
    resources: { requests: { storage: '20Gi' } },
  });
  expect(podSpecOf(server(workspace())).volumes).toContainEqual({
    name: 'workspace',
    persistentVolumeClaim: { claimName: name },
  });
});

test('it is put where it is wished', () => {
  expect(podSpecOf(server(workspace())).priorityClassName).toBe('high');
});

test('the run may scale it without drift: replicas are nobody’s wish', () => {
  expect(server(workspace()).spec).not.toHaveProperty('replicas');
  expect(server(workspace()).spec.serviceName).toBe(name);
});

test('agents find the server by the name of its Service, once it is ready', () => {
  const service = only(workspace(), 'Service', name);
  expect(service.spec).toMatchObject({
    type: 'ClusterIP',
    publishNotReadyAddresses: true,
    selector: { 'prodigy.io/run-id': 'fix-tests-1', 'app.kubernetes.io/component': 'workspace' },
    ports: [
      { port: 8080, targetPort: 'http' },
      { port: 9464, targetPort: 'metrics' },
    ],
  });
  const [container] = podSpecOf(server(workspace())).containers;
  expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'http' });
  expect(container.ports).toEqual([
    { name: 'http', containerPort: 8080, protocol: 'TCP' },
    { name: 'metrics', containerPort: 9464, protocol: 'TCP' },
  ]);
});

test('Prometheus finds its port by annotations, and the kubelet starts a server again that is stuck', () => {
  const { template } = server(workspace()).spec;
  expect(template.metadata.annotations).toEqual({
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': '9464',
    'prometheus.io/path': '/metrics',
  });
  expect(template.spec.containers[0].livenessProbe).toEqual({
    httpGet: { path: '/healthz', port: 'http' },
    periodSeconds: 20,
    timeoutSeconds: 10,
    failureThreshold: 6,
  });
});

test('traces go where the cluster collects them', () => {
  const [container] = podSpecOf(server(workspace())).containers;
  expect(container.env).toContainEqual({ name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://collector.watch:4318' });
});

test('the clone prepares the claim, the server serves it', () => {
  const pod = podSpecOf(server(workspace()));
  expect(pod.initContainers.map(({ name, args }: Rendered) => [name, args])).toEqual([['git-clone', ['clone']]]);
  expect(pod.containers.map(({ name, args }: Rendered) => [name, args])).toEqual([
    ['prodigy-workspace', ['workspace']],
  ]);
});

test('only the server’s container can speak to the API server', () => {
  const pod = podSpecOf(server(workspace()));
  const path = '/var/run/secrets/kubernetes.io/serviceaccount';
  expect(mountsOf(pod.containers[0])).toContain(path);
  expect(mountsOf(pod.initContainers[0])).not.toContain(path);
  expect(pod.volumes.find((volume: Rendered) => volume.name === 'api-access').projected.sources).toEqual([
    { serviceAccountToken: { expirationSeconds: 3600, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
  ]);
  expect(pod.serviceAccountName).toBe('prodigy-run-fix-tests-1');
});

test('with a token both containers read its file, and the claude key stays away', () => {
  const pod = podSpecOf(server(workspace('token')));
  for (const container of [...pod.initContainers, ...pod.containers]) {
    expect(mountsOf(container)).toContain('/secrets');
    expect(container.env).toContainEqual({ name: 'PRODIGY_GIT_TOKEN_FILE', value: '/secrets/git-token' });
    expect(container.env).toContainEqual({ name: 'PRODIGY_GIT_USERNAME', value: 'robot' });
  }
  const { secret } = pod.volumes.find((volume: Rendered) => volume.name === 'secrets');
  expect(secret.items).toEqual([{ key: 'git-token', path: 'git-token' }]);
});

test('without a token there is no Secret to wait for', () => {
  const pod = podSpecOf(server(workspace()));
  expect(pod.volumes.filter((volume: Rendered) => volume.secret)).toEqual([]);
});

test('it is a restricted pod', () => {
  expect(violations(podSpecOf(server(workspace('token'))))).toEqual([]);
});
