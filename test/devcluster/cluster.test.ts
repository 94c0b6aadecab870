// The cluster itself, before anything of ours runs on it.
import { createRepository, gitToken } from '../../devcluster/git-repositories';
import { BASE_IMAGE } from '../../devcluster/image-names';
import { eventually, get, kubectl } from '../cluster/support/kubectl';

const NAMESPACE = 'cluster-smoke';

const readIssuerKeys = `
  const authorization = 'Bearer ' + require('fs').readFileSync('/var/run/own/token', 'utf8');
  fetch('https://kubernetes.default.svc/openid/v1/jwks', { headers: { authorization } })
    .then((answer) => answer.text()).then(console.log);`;

beforeAll(async () => {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels } });
  await eventually('the default service account', () => get('serviceaccount', 'default', NAMESPACE));
  await createRepository('demo/public', { 'README.md': 'anybody may read this\n' });
  await createRepository('smoke/private', { 'README.md': 'with a token only\n' });
  await apply(claim, headlessService, pod('probe', { hostname: 'probe', subdomain: 'probes' }));
  await kubectl(['wait', '-n', NAMESPACE, '--for=condition=Ready', '--timeout=60s', 'pod/probe']);
});

afterAll(() => kubectl(['delete', 'namespace', NAMESPACE, '--ignore-not-found']));

test('a claim of the default class is bound, and a non-root pod with an fsGroup may write to it', async () => {
  await inPod('echo kept > /data/file');
  expect(await inPod('cat /data/file; stat -c %g /data/file')).toBe('kept\n1000\n');
  expect((await get('persistentvolumeclaim', 'data', NAMESPACE)).spec.storageClassName).toBe('standard');
});

test('a pod behind a headless Service has a name', async () => {
  const { podIP } = (await get('pod', 'probe', NAMESPACE)).status;
  const name = `probe.probes.${NAMESPACE}.svc.cluster.local`;
  await eventually(name, async () => (await inPod(`getent hosts ${name}`)).startsWith(podIP), 30);
});

test('a name that nobody has is refused at once', async () => {
  expect(await inPod('getent hosts nobody.example.org || echo refused')).toBe('refused\n');
});

test('a projected token is for its audience, and a pod may read the keys that verify it', async () => {
  const token = await inPod('cat /tokens/token');
  const [header, payload] = token.split('.').slice(0, 2).map(decode);
  expect(payload.aud).toEqual(['prodigy/smoke']);
  const answer = await inPod('NODE_EXTRA_CA_CERTS=/var/run/own/ca.crt node -e "$0"', readIssuerKeys);
  expect(JSON.parse(answer).keys.map((key: { kid: string }) => key.kid)).toContain(header.kid);
});

test('the public repository is read by anybody, a private one with the token only', async () => {
  const read = (url: string) => inPod(`git ls-remote ${url} refs/heads/main 2>&1 || true`);
  expect(await read('https://git.example.com/demo/public.git')).toMatch(/^[0-9a-f]{40}\trefs\/heads\/main\n$/);
  expect(await read('https://git.example.com/smoke/private.git')).toContain('could not read Username');
  const token = await gitToken();
  expect(await read(`https://any:${token}@git.example.com/smoke/private.git`)).toContain('refs/heads/main');
  expect(await read('https://any:wrong@git.example.com/smoke/private.git')).toContain('Authentication failed');
});

test('a privileged pod is refused', async () => {
  const privileged = pod('privileged', {});
  Object.assign(privileged.spec.containers[0]!, { securityContext: { privileged: true } });
  await expect(apply(privileged)).rejects.toThrow('violates PodSecurity "restricted:latest"');
});

const apply = (...items: object[]) =>
  kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));

const inPod = (script: string, ...args: string[]) =>
  kubectl(['exec', '-n', NAMESPACE, 'probe', '--', 'env', 'GIT_TERMINAL_PROMPT=0', 'sh', '-c', script, ...args]);

/** A part of a token, which is JSON in base64url. */
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());

const claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: NAMESPACE },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};

const headlessService = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'probes', namespace: NAMESPACE },
  spec: { clusterIP: 'None', selector: { app: 'probe' } },
};

/** A pod as restricted as ours are, that waits to be told what to do. */
function pod(name: string, spec: object) {
  const projected = (audience?: string) => ({ serviceAccountToken: { path: 'token', audience } });
  const ca = { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } };
  const mount = (mountPath: string) => ({ name: mountPath.split('/').at(-1), mountPath });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: NAMESPACE, labels: { app: name } },
    spec: {
      ...spec,
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        fsGroup: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      volumes: [
        { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
        { name: 'tokens', projected: { sources: [projected('prodigy/smoke')] } },
        { name: 'own', projected: { sources: [projected(), ca] } },
      ],
      containers: [
        {
          name: 'probe',
          image: BASE_IMAGE,
          command: ['sleep', 'infinity'],
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          volumeMounts: ['/data', '/tokens', '/var/run/own'].map(mount),
        },
      ],
    },
  };
}
