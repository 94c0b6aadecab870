import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artefact } from '../tools/cache';
import { run } from '../tools/command';
import {
  API_SERVICE_ADDRESS,
  CLUSTER_DOMAIN,
  GIT_HOST,
  NODE_ADDRESS,
  NODE_NAME,
  REGISTRY_ADDRESSES,
} from './addresses';
import { AUTHORITY, PKI } from './paths';

const DAYS = '3650';
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Subject of a certificate: Kubernetes reads the user from CN and the groups from O. */
interface Subject {
  readonly commonName: string;
  readonly group?: string;
  readonly names?: readonly string[];
}

/** Name of the certificate that the API server presents to extension API servers, and of its file. */
export const FRONT_PROXY = 'front-proxy';

const apiNames = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];

/** All certificates of the cluster, by file name. */
const SUBJECTS: Readonly<Record<string, Subject>> = {
  'kube-apiserver': {
    commonName: 'kube-apiserver',
    names: [
      ...[...apiNames, `kubernetes.default.svc.${CLUSTER_DOMAIN}`, 'localhost'].map((name) => `DNS:${name}`),
      ...[NODE_ADDRESS, API_SERVICE_ADDRESS, '127.0.0.1'].map((address) => `IP:${address}`),
    ],
  },
  'kubelet-server': { commonName: NODE_NAME, names: [`DNS:${NODE_NAME}`, `IP:${NODE_ADDRESS}`] },
  'kubelet-client': { commonName: 'kube-apiserver-kubelet-client', group: 'system:masters' },
  kubelet: { commonName: `system:node:${NODE_NAME}`, group: 'system:nodes' },
  admin: { commonName: 'admin', group: 'system:masters' },
  'kube-controller-manager': { commonName: 'system:kube-controller-manager' },
  'kube-scheduler': { commonName: 'system:kube-scheduler' },
  'kube-proxy': { commonName: 'system:kube-proxy' },
  coredns: { commonName: 'system:coredns' },
  'local-path-provisioner': { commonName: 'local-path-provisioner' },
  'external-secrets': { commonName: 'external-secrets' },
  'metrics-server': { commonName: 'metrics-server', names: ['DNS:metrics-server.kube-system.svc'] },
  // Identifies the API server to extension API servers, when it forwards a user's request.
  [FRONT_PROXY]: { commonName: FRONT_PROXY },
};

/** Create the cluster's certificate authority, all its certificates, and the key that signs service account tokens. */
export async function createCertificates(): Promise<void> {
  await mkdir(PKI, { recursive: true, mode: 0o700 });
  await createAuthority(PKI, 'prodigy-dev');
  await Promise.all(Object.entries(SUBJECTS).map(([name, subject]) => createCertificate(PKI, PKI, name, subject)));
  await run('openssl', ['genrsa', '-out', join(PKI, 'service-accounts.key'), '2048']);
  await createCertificate(AUTHORITY, PKI, 'git-server', { commonName: GIT_HOST, names: [`DNS:${GIT_HOST}`] });
  // containerd addresses the registries by IP.
  const registries = Object.entries(REGISTRY_ADDRESSES).flatMap(([host, ip]) => [`DNS:${host}`, `IP:${ip}`]);
  await createCertificate(AUTHORITY, PKI, 'registry', { commonName: 'registry', names: registries });
}

/** The git server's authority, created once and kept because images trust it. Returns its certificate. */
export async function gitAuthority(): Promise<string> {
  const folder = await artefact('devcluster-authority', 'v1', (output) => createAuthority(output, 'prodigy-dev git'));
  return readFile(join(folder, 'ca.crt'), 'utf8');
}

async function createAuthority(folder: string, commonName: string): Promise<void> {
  const out = ['-keyout', join(folder, 'ca.key'), '-out', join(folder, 'ca.crt')];
  const extensions = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
  await run('openssl', ['req', '-x509', ...KEY, '-days', DAYS, '-subj', `/CN=${commonName}`, ...extensions, ...out]);
}

async function createCertificate(authority: string, folder: string, name: string, subject: Subject): Promise<void> {
  const file = (ending: string) => join(folder, `${name}.${ending}`);
  const line = `${subject.group ? `/O=${subject.group}` : ''}/CN=${subject.commonName}`;
  await run('openssl', ['req', '-new', ...KEY, '-subj', line, '-keyout', file('key'), '-out', file('csr')]);
  const extensions = ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=serverAuth,clientAuth'];
  if (subject.names) extensions.push(`subjectAltName=${subject.names.join()}`);
  await writeFile(file('ext'), `${extensions.join('\n')}\n`);
  const signer = ['-CA', join(authority, 'ca.crt'), '-CAkey', join(authority, 'ca.key')];
  const serial = ['-set_serial', `0x${randomBytes(8).toString('hex')}`];
  const request = ['-req', '-in', file('csr'), '-extfile', file('ext'), '-days', DAYS, ...serial];
  await run('openssl', ['x509', ...request, ...signer, '-out', file('crt')]);
}
