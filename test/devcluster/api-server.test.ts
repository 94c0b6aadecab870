// What the API server keeps and tells of Secrets: nothing in the clear at etcd, no value in its audit log.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { FULLY_AUDITED } from '../../devcluster/audit';
import { STATE } from '../../devcluster/paths';
import { kubectl } from '../cluster/support/kubectl';
import { auditOf, auditText } from './support/audit';
import { canariesIn, canary } from './support/canary';
import { filesBelow } from './support/node-files';

const NAMESPACE = 'api-server-smoke';
const FULL = FULLY_AUDITED[0] as string;
const secret = canary('secret');
const open = canary('config-map');
const name = `kept-${randomBytes(4).toString('hex')}`;

beforeAll(async () => {
  for (const namespace of [NAMESPACE, FULL]) {
    await kubectl(['create', 'namespace', namespace]);
    await apply({ kind: 'Secret', metadata: { name, namespace }, stringData: { key: secret } });
    await apply({ kind: 'ConfigMap', metadata: { name, namespace }, data: { key: open } });
  }
  const read = await kubectl(['get', 'secret', name, '-n', NAMESPACE, '-o', 'jsonpath={.data.key}']);
  expect(Buffer.from(read, 'base64').toString()).toBe(secret);
});

afterAll(() => kubectl(['delete', 'namespace', NAMESPACE, FULL, '--ignore-not-found', '--timeout=100s']));

const apply = (object: object) =>
  kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify({ apiVersion: 'v1', ...object }));

test('etcd has a Secret encrypted on its disk, where a ConfigMap can be read', () => {
  const looked = { secret, open, name: `/registry/secrets/${NAMESPACE}/${name}`, cipher: 'k8s:enc:secretbox:v1:key1:' };
  const found = new Set([...filesBelow(join(STATE, 'etcd'))].flatMap(([, contents]) => canariesIn(contents, looked)));
  expect([...found]).toEqual(expect.arrayContaining(['open as raw', 'name as raw', 'cipher as raw']));
  expect([...found].filter((one) => one.startsWith('secret'))).toEqual([]);
});

test('the audit log tells who changed a Secret or a ConfigMap, not to what', () => {
  for (const resource of ['secrets', 'configmaps']) {
    const [entry] = auditOf(resource, NAMESPACE, name);
    expect(entry).toMatchObject({ level: 'Metadata', verb: 'patch', user: { username: 'admin' } });
    expect(Object.keys(entry)).not.toContain('requestObject');
  }
});

test('it holds what was asked for of the objects of a run', async () => {
  const spec = { clusterIP: 'None', selector: { app: name } };
  await apply({ kind: 'Service', metadata: { name, namespace: NAMESPACE }, spec });
  expect(auditOf('services', NAMESPACE, name)[0]).toMatchObject({ level: 'Request', requestObject: { spec } });
});

test('where all bodies are logged, those of Secrets are not', () => {
  expect(auditOf('configmaps', FULL, name)[0]).toMatchObject({
    level: 'RequestResponse',
    requestObject: { data: { key: open } },
    responseObject: { data: { key: open } },
  });
  expect(auditOf('secrets', FULL, name)[0]).toMatchObject({ level: 'Metadata' });
  expect(canariesIn(auditText(), { open, secret })).toEqual(['open as json', 'open as part']);
});
