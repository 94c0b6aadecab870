import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, succeeds } from '../tools/command';
import { GUARDED_REGISTRY_HOST, REGISTRY_ADDRESSES, REGISTRY_HOST } from './addresses';
import { INSIDE } from './network-namespace';
import { AUTHORITY_CERTIFICATE, PKI, STATE } from './paths';
import { startProcess } from './processes';
import { waitUntil } from './wait-until';

const FOLDER = join(STATE, 'registry');

/** Account for pulling from the guarded registry. */
export const REGISTRY_USER = { name: 'puller', password: 'only-on-this-machine' } as const;

/**
 * Start the registry twice over the same images: one allows anonymous pulls, one requires credentials. Debian's
 * docker-registry is the reference implementation, in which authentication is all or nothing.
 */
export async function startRegistries(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, 'htpasswd'), `${REGISTRY_USER.name}:${await bcrypt(REGISTRY_USER.password)}\n`);
  const guard = { htpasswd: { realm: GUARDED_REGISTRY_HOST, path: join(FOLDER, 'htpasswd') } };
  await startRegistry('registry', REGISTRY_HOST, {});
  await startRegistry('guarded-registry', GUARDED_REGISTRY_HOST, { auth: guard });
}

type Host = keyof typeof REGISTRY_ADDRESSES;

async function startRegistry(name: string, host: Host, guard: object): Promise<void> {
  const file = join(FOLDER, `${name}.json`);
  const addr = `${REGISTRY_ADDRESSES[host]}:443`;
  const tls = { certificate: join(PKI, 'registry.crt'), key: join(PKI, 'registry.key') };
  const storage = { filesystem: { rootdirectory: join(FOLDER, 'images') } };
  const log = { accesslog: { disabled: false }, level: 'warn' };
  // JSON is valid YAML. There is no cache, so neither registry misses what is pushed to the other.
  await writeFile(file, JSON.stringify({ version: '0.1', log, storage, http: { addr, tls }, ...guard }));
  await startProcess(name, ['docker-registry', 'serve', file]);
  const where = ['--cacert', AUTHORITY_CERTIFICATE, '--resolve', `${host}:443:${REGISTRY_ADDRESSES[host]}`];
  const probe = [...INSIDE, 'curl', '-s', '-o', '/dev/null', ...where, `https://${host}/v2/`];
  await waitUntil(name, 20, () => succeeds(probe[0]!, probe.slice(1)));
}

/** The only kind of hash that the registry accepts. Perl is part of every Debian and has crypt(3). */
async function bcrypt(password: string): Promise<string> {
  const script = "print crypt($ENV{PASSWORD}, '$2b$05$' . 'devclusterdevclusterde')";
  return run('perl', ['-e', script], { env: { PATH: process.env.PATH, PASSWORD: password } });
}

/** Tells containerd the registries' addresses, which it cannot resolve, and the authority to trust for them. */
export async function writeRegistryHosts(folder: string): Promise<void> {
  for (const [host, address] of Object.entries(REGISTRY_ADDRESSES)) {
    await mkdir(join(folder, host), { recursive: true });
    // The same address twice: containerd falls back from the host to the server.
    const [server, trust] = [`"https://${address}"`, `ca = "${AUTHORITY_CERTIFICATE}"`];
    const lines = [`server = ${server}`, `[host.${server}]`, 'capabilities = ["pull", "resolve"]', trust];
    await writeFile(join(folder, host, 'hosts.toml'), `${lines.join('\n')}\n`);
  }
}
