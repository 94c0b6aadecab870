import { Placement } from '../../constructs/placement';
import { WorkQueue, type WorkQueueProps } from '../../constructs/work-queue';
import { podSpecOf, violations } from './restricted';
import { only, pods, type Rendered, synthesized } from './synthesized';

const name = 'prodigy-redis-fix-tests-1';

function queue(): Rendered[] {
  return synthesized((scope) => {
    const everything: Required<WorkQueueProps> = {
      ...pods(scope),
      redisImage: 'docker.io/library/redis:7',
      storage: { storageClass: 'gp3', queueSize: '10Gi' },
      placement: Placement.priorityClass('high'),
      logLevel: 'warn',
    };
    new WorkQueue(scope, 'Queue', everything);
  });
}
const pod = (): Rendered => podSpecOf(only(queue(), 'StatefulSet', name));
const mounts = (container: Rendered): Rendered =>
  Object.fromEntries(container.volumeMounts.map((mount: Rendered) => [mount.mountPath, mount.name]));

test('the data lie on a claim whose class is named', () => {
  expect(only(queue(), 'PersistentVolumeClaim', name).spec).toEqual({
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'gp3',
    resources: { requests: { storage: '10Gi' } },
  });
  expect(mounts(pod().containers[0])['/data']).toBe('data');
  expect(pod().volumes).toContainEqual({ name: 'data', persistentVolumeClaim: { claimName: name } });
});

test('it is put where it is wished', () => {
  expect(pod().priorityClassName).toBe('high');
});

test('the run may scale it without drift: replicas are nobody’s wish', () => {
  expect(only(queue(), 'StatefulSet', name).spec).not.toHaveProperty('replicas');
});

test('agents find it by the address of a Service, as soon as its pod has one', () => {
  expect(only(queue(), 'Service', name).spec).toMatchObject({
    type: 'ClusterIP',
    publishNotReadyAddresses: true,
    selector: { 'prodigy.io/run-id': 'fix-tests-1', 'app.kubernetes.io/component': 'queue' },
    ports: [{ port: 6379, targetPort: 'redis' }],
  });
});

test('the password reaches Redis through a file in memory, fetched with a token of the run', () => {
  const { initContainers, containers, volumes, serviceAccountName } = pod();
  expect(initContainers[0]).toMatchObject({ name: 'queue-password', args: ['redis-config'] });
  expect(initContainers[0].image).toBe('registry.example.com/agent:1');
  expect(mounts(initContainers[0])).toMatchObject({
    '/run/prodigy': 'redis-config',
    '/var/run/secrets/prodigy.io': 'workspace-token',
  });
  expect(containers[0].command).toEqual(['redis-server', '/run/prodigy/redis.conf']);
  expect(mounts(containers[0])['/run/prodigy']).toBe('redis-config');
  expect(mounts(containers[0])).not.toHaveProperty(['/var/run/secrets/prodigy.io']);
  expect(volumes).toContainEqual({ name: 'redis-config', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } });
  expect(serviceAccountName).toBe('prodigy-redis-fix-tests-1');
});

test('the probe needs no password', () => {
  const [redis] = pod().containers;
  expect(redis.image).toBe('docker.io/library/redis:7');
  expect(redis.readinessProbe).toEqual({ tcpSocket: { port: 'redis' }, periodSeconds: 2, timeoutSeconds: 2 });
});

test('it is a restricted pod', () => {
  expect(violations(pod())).toEqual([]);
});
