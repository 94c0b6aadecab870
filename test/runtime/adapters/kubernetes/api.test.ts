import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ApiError, kubernetesApi } from '../../../../runtime/adapters/kubernetes/api';
import { type FakeApiServer, fakeApiServer } from '../../server/fake-api-server';
import { removeTemporaryFolders, temporaryFolder } from '../git/temporary-repository';

let server: FakeApiServer;
beforeAll(async () => {
  server = await fakeApiServer();
});
afterAll(async () => {
  await server.close();
  removeTemporaryFolders();
});

function access(token = 'one'): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'token'), `${token}\n`);
  return folder;
}
const client = () => kubernetesApi({ host: '127.0.0.1', port: server.port, accessFolder: access(), protocol: 'http' });

test('objects are created, read and patched; what is not there is told', async () => {
  const api = client();
  const object = { metadata: { name: 'a' }, data: { x: '1' } };
  expect(await api.get('/things/a')).toBeNull();
  expect(await api.patch('/things/a', {})).toBe(false);
  expect(await api.create('/things', object)).toBe(true);
  expect(await api.create('/things', object)).toBe(false);
  expect(await api.patch('/things/a', { data: { y: '2' } })).toBe(true);
  expect(await api.get('/things/a')).toEqual({ metadata: { name: 'a' }, data: { x: '1', y: '2' } });
});

test('a refusal carries its status and the server’s words', async () => {
  server.refusals.push(403);
  const error = await client()
    .get('/things/b')
    .catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 403, message: 'GET /things/b was refused with 403: made to fail' });
});

test('an API server that cannot be reached is an error that says so', async () => {
  const api = kubernetesApi({ host: '127.0.0.1', port: 1, accessFolder: access(), protocol: 'http' });
  await expect(api.get('/x')).rejects.toThrow(/^GET \/x: the API server cannot be reached: connect ECONNREFUSED/);
});

test('the server must prove itself by the mounted authority; token and authority are read for each call', async () => {
  const [first, second] = [authority(), authority()];
  const seen: (string | undefined)[] = [];
  const tls = createServer({ key: first.key, cert: first.cert }, (request, response) => {
    seen.push(request.headers.authorization);
    response.end('{}');
  });
  tls.listen(0, '127.0.0.1');
  await once(tls, 'listening');
  const folder = access();
  writeFileSync(join(folder, 'ca.crt'), second.cert);
  const api = kubernetesApi({ host: '127.0.0.1', port: (tls.address() as AddressInfo).port, accessFolder: folder });
  await expect(api.get('/x')).rejects.toThrow(/self-signed certificate/);
  writeFileSync(join(folder, 'ca.crt'), first.cert);
  writeFileSync(join(folder, 'token'), 'two');
  expect(await api.get('/x')).toEqual({});
  expect(seen).toEqual(['Bearer two']);
  tls.close();
  tls.closeAllConnections();
});

/** A self-signed certificate for 127.0.0.1, and its key. */
function authority(): { key: string; cert: string } {
  const folder = temporaryFolder();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=api', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const files = ['-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', ...curve, ...files, '-days', '1', ...subject], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}
