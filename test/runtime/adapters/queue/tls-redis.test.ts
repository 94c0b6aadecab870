import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../../../runtime/adapters/clock/system-clock';
import { greetRedis } from '../../../../runtime/adapters/queue/greet-redis';
import { Scratch } from '../../../cli/prodigy';
import { RecordingLog } from '../log/recording-log';
import { RedisServer, type ServerCertificate } from './redis-server';

const RUN = 'fix-tests-0123abcd';

let scratch: Scratch;
let certificate: ServerCertificate;
let server: RedisServer;
beforeAll(async () => {
  scratch = new Scratch();
  certificate = madeCertificate();
  server = await RedisServer.start({ password: 'open-sesame', tls: certificate });
});
afterAll(async () => {
  await server.remove();
  scratch.remove();
});

/** An authority, and what it certifies: that a key is the one of localhost. */
function madeCertificate(): ServerCertificate {
  const file = (name: string): string => join(scratch.path, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const authority = file('authority.crt');
  openssl('req', '-x509', ...key, '-days', '2', '-subj', '/CN=test', '-keyout', file('a.key'), '-out', authority);
  openssl('req', ...key, '-subj', '/CN=localhost', '-keyout', file('tls.key'), '-out', file('tls.csr'));
  const signed = ['-CA', authority, '-CAkey', file('a.key'), '-CAcreateserial', '-days', '1', '-out', file('tls.crt')];
  openssl(
    'x509',
    '-req',
    '-in',
    file('tls.csr'),
    ...signed,
    '-extfile',
    scratch.write('names', 'subjectAltName=DNS:localhost'),
  );
  return { authority, certificate: file('tls.crt'), key: file('tls.key') };
}

const untrusted = (host: string): string =>
  `Redis at ${host}:${server.port} must have a certificate that is trusted here, got one with the error ` +
  "'self-signed certificate in certificate chain': let NODE_EXTRA_CA_CERTS name a file with the certificate of its authority";
const greet = (host: string) => {
  const address = async () => ({ host, port: server.port, password: 'open-sesame', tls: true });
  const setting = { clock: systemClock, log: new RecordingLog(), signal: new AbortController().signal };
  return greetRedis(address, { refusedSeconds: 0, silentSeconds: 0 }, setting);
};

test('an agent works on a queue behind TLS, and dlq reads it there, where both trust its authority', async () => {
  const script = ['--import', 'tsx', join(__dirname, 'tls-queue.ts'), String(server.port), RUN];
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate.authority };
  const { stdout } = await promisify(execFile)(process.execPath, script, { env });
  expect(JSON.parse(stdout)).toEqual([]);
  Object.assign(scratch.env, { NODE_EXTRA_CA_CERTS: certificate.authority, PASSWORD: 'open-sesame' });
  const where = ['--redis-url', `rediss://localhost:${server.port}`, '--redis-password', 'env:PASSWORD'];
  const listed = scratch.prodigy('dlq', 'list', '--run', RUN, ...where, '-o', 'json');
  expect(listed).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(listed.stdout)).toMatchObject([{ item_id: 'item_1', failure_count: 1 }]);
});

test('a certificate of an authority that nobody knows is refused in one sentence, by agents and by dlq', async () => {
  await expect(greet('localhost')).rejects.toThrow(new Error(untrusted('localhost')));
  Object.assign(scratch.env, { NODE_EXTRA_CA_CERTS: undefined, PASSWORD: 'open-sesame' });
  const where = ['--redis-url', `rediss://localhost:${server.port}`, '--redis-password', 'env:PASSWORD'];
  const { status, stdout, stderr } = scratch.prodigy('dlq', 'list', '--run', RUN, ...where);
  expect([status, stdout, stderr]).toEqual([5, '', `prodigy-k8s: ${untrusted('localhost')}\n`]);
});

test('nothing is said to a Redis behind TLS without TLS', async () => {
  Object.assign(scratch.env, { PASSWORD: 'open-sesame' });
  const where = ['--redis-url', `redis://localhost:${server.port}`, '--redis-password', 'env:PASSWORD'];
  const { stderr } = scratch.prodigy('dlq', 'list', '--run', RUN, ...where);
  expect(stderr).toMatch(new RegExp(`^prodigy-k8s: Redis at localhost:${server.port} must answer: .+\n$`));
});
