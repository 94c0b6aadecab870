import { diff } from '../../../review/diff/diff';
import type { Placed } from '../../../review/diff/rendering';
import type { ReviewedObject } from '../../../review/reviewed-object';
import { renderingOf } from '../../../stacks/compared-manifests';
import { readTree } from '../../../stacks/manifest-folder';
import { everyObject, NAMESPACE, run } from './pair';

const placed = (objects: readonly ReviewedObject[], folder: string, edit = (text: string) => text): Placed[] =>
  objects.map((object) => ({
    ...{ target: 'development', folder, file: `${object.kind}.yaml` },
    object: JSON.parse(edit(JSON.stringify(object))),
  }));

const tenant = placed(
  everyObject.filter((object) => !run.includes(object)),
  '_tenant',
);
const aRun = placed(run, 'tidy');

/** What is told of an object that is added, beside others. */
const added = (object: ReviewedObject, base: readonly Placed[], head: readonly Placed[] = base): string[] =>
  diff(base, [...head, ...placed([object], head[0]?.folder ?? '')])
    .filter(({ object: told }) => told === `${object.kind}/${object.metadata.name}`)
    .map(({ verdict, message }) => `${verdict}: ${message}`);

const MADE = 'in-place: the object is created';
const SHARED = { name: 'more', namespace: NAMESPACE };
const OF_RUN = { ...SHARED, labels: { 'prodigy.io/run-id': 'tidy' } };
const RESTRICTED = {
  name: 'more',
  image: 'example.com/more:1',
  securityContext: {
    ...{ allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
    seccompProfile: { type: 'RuntimeDefault' },
  },
};

/** An object of a kind with pods, of what runs share. */
const withPods = (kind: string, pod: object, metadata: ReviewedObject['metadata'] = SHARED): ReviewedObject => {
  const template = { spec: { containers: [RESTRICTED], ...pod } };
  if (kind === 'Pod') return { apiVersion: 'v1', kind, metadata, ...template };
  if (kind === 'CronJob')
    return { apiVersion: 'batch/v1', kind, metadata, spec: { jobTemplate: { spec: { template } } } };
  return { apiVersion: 'apps/v1', kind, metadata, spec: { template } };
};

const PRIVILEGED = {
  containers: [{ ...RESTRICTED, securityContext: { ...RESTRICTED.securityContext, privileged: true } }],
};

describe.each(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Pod'])('a %s that comes', (kind) => {
  test.each([
    ['a privileged container', PRIVILEGED, 'wider-rights: a container runs privileged'],
    [
      'the network of the node',
      { hostNetwork: true },
      'wider-rights: the pod uses the network, PID or IPC namespace of its node',
    ],
    [
      'files of the node',
      { volumes: [{ name: 'etc', hostPath: { path: '/etc' } }] },
      'wider-rights: the pod mounts files of its node',
    ],
    [
      'a container that says nothing',
      { containers: [{ name: 'more', image: 'example.com/more:1' }] },
      'wider-rights: a new container does not meet the restricted Pod Security Standard',
    ],
    ['the account of others', { serviceAccountName: 'admin' }, 'wider-rights: the pod runs as another service account'],
    [
      'keys of others',
      { volumes: [{ name: 'keys', secret: { secretName: 'keys' } }] },
      'credential-reference: the pod mounts other keys, or the same keys from another source',
    ],
    [
      'keys of others beside its own',
      {
        volumes: [
          { name: 'keys', projected: { sources: [{ secret: { name: 'more' } }, { secret: { name: 'keys' } }] } },
        ],
      },
      'credential-reference: the pod mounts other keys, or the same keys from another source',
    ],
  ])('with %s is told with it', (_, pod, expected) => {
    expect(added(withPods(kind, pod), tenant)).toEqual([expected, MADE]);
  });

  test('with requests is told with its cost', () => {
    const containers = [{ ...RESTRICTED, resources: { requests: { cpu: '1' } } }];
    expect(added(withPods(kind, { containers }), tenant)).toEqual(['cost: requests cpu 0 -> 1', MADE]);
  });

  test('with what is its own is made', () => {
    const own = { volumes: [{ name: 'keys', secret: { secretName: 'more' } }], serviceAccountName: 'more' };
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: SHARED };
    expect(added(withPods(kind, own), tenant, [...tenant, ...placed([account], '_tenant')])).toEqual([MADE]);
    const before = [...tenant, ...placed([account], '_tenant')];
    expect(added(withPods(kind, own), before)[0]).toBe('wider-rights: the pod runs as another service account');
  });
});

test.each<[string, string, object, string]>([
  [
    'Service',
    'to outside the cluster',
    { spec: { type: 'LoadBalancer' } },
    'wider-rights: the Service can be reached from outside the cluster',
  ],
  [
    'Secret',
    'with a key',
    { data: { key: 'Zmlyc3Q=' } },
    'credential-reference: a key of the Secret is changed, added or removed; pods read it within about 90 seconds',
  ],
  [
    'ExternalSecret',
    'with keys',
    { spec: { data: [{ secretKey: 'key' }] } },
    'credential-reference: other keys are read, or the same keys from another store',
  ],
  [
    'Ingress',
    'with TLS',
    { spec: { rules: [{ host: 'a.example.com' }], defaultBackend: {}, tls: [{}] } },
    'wider-rights: requests from outside the cluster newly reach a Service',
  ],
  ...['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map((kind): [string, string, object, string] => [
    kind,
    'to a Service',
    { spec: { parentRefs: [{ name: 'outer' }], rules: [{ backendRefs: [{ name: 'shop', port: 80 }] }] } },
    'wider-rights: requests of a Gateway newly reach a Service, or reach it in another way',
  ]),
  [
    'Gateway',
    'to routes',
    { spec: { gatewayClassName: 'outer', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] } },
    'wider-rights: a Gateway accepts additional requests or routes',
  ],
])('a %s %s that comes is told', (kind, _, rest, expected) => {
  expect(added({ apiVersion: 'v1', kind, metadata: SHARED, ...rest }, tenant)).toEqual([expected, MADE]);
  expect(added({ apiVersion: 'v1', kind, metadata: OF_RUN, ...rest }, aRun)).toEqual([expected, MADE]);
});

const NO_LEVEL = 'a Pod Security level must be restricted, baseline or privileged';
const ENFORCE = 'pod-security.kubernetes.io/enforce';
const OPEN = `wider-rights: the namespace admits pods that are not restricted: its ${ENFORCE} is`;

test.each([
  ['no label', undefined, [`${OPEN} missing`, MADE]],
  ['no level', { team: 'a' }, [`${OPEN} missing`, MADE]],
  ['a lax level', { [ENFORCE]: 'privileged' }, [`${OPEN} privileged`, MADE]],
  ['the level between', { [ENFORCE]: 'baseline' }, [`${OPEN} baseline`, MADE]],
  ['a level that there is none of', { [ENFORCE]: 'strict' }, [`rejected: ${NO_LEVEL}`]],
  ['the strictest level', { [ENFORCE]: 'restricted' }, [MADE]],
])('a namespace with %s that comes is told with the pods that it takes', (_, labels, expected) => {
  expect(added({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'more', labels } }, tenant)).toEqual(expected);
});

test('an Ingress without TLS that comes is told with that, too', () => {
  const spec = { rules: [{ host: 'a.example.com', http: { paths: [{ path: '/', backend: {} }] } }] };
  const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: SHARED, spec };
  expect(added(ingress, tenant)).toEqual([
    'wider-rights: a host is served without TLS: traffic can be read in transit',
    'wider-rights: requests from outside the cluster newly reach a Service',
    MADE,
  ]);
});

test('a role that comes is told with the paths that it opens, and with the rights of others', () => {
  const role = (rest: object): ReviewedObject => ({
    ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'more' } },
    ...rest,
  });
  const verbs = ['get', '*'];
  expect(added(role({ rules: [{ nonResourceURLs: ['/metrics', '*'], verbs }] }), tenant)[0]).toBe(
    'wider-rights: now grants: * path *, * path /metrics, get path *, get path /metrics',
  );
  expect(added(role({ aggregationRule: { clusterRoleSelectors: [{}] } }), tenant)).toEqual([
    'wider-rights: the role aggregates the rights of every ClusterRole with matching labels, now and in the future',
    MADE,
  ]);
});

test('an account that comes is told with the identity that the cloud gives it', () => {
  const account = (annotations: object): ReviewedObject =>
    ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...SHARED, annotations } }) as ReviewedObject;
  expect(added(account({ 'eks.amazonaws.com/role-arn': 'arn:x' }), tenant)).toEqual([
    'credential-reference: pods act as another cloud identity',
    MADE,
  ]);
  expect(added(account({ note: 'x' }), tenant)).toEqual([MADE]);
});

describe('beside a run', () => {
  const set = withPods('StatefulSet', PRIVILEGED, OF_RUN);
  const RIGHT = 'wider-rights: a container runs privileged';
  const keys = (secretName: string) =>
    withPods('StatefulSet', { volumes: [{ name: 'k', secret: { secretName } }] }, OF_RUN);

  test('pods that come are told with their rights', () => {
    expect(added(set, aRun)).toEqual([RIGHT, MADE]);
  });

  test('pods that its successor has, and it had not, are told with their rights', () => {
    const next = [...aRun, ...placed([set], 'tidy')].map((one) => ({
      ...one,
      object: JSON.parse(JSON.stringify(one.object).replaceAll('tidy', 'neat')) as ReviewedObject,
    }));
    const wider = diff(aRun, next).filter(({ verdict }) => verdict === 'wider-rights');
    expect(wider.map(({ run: id, object, message }) => `${id} ${object}: ${message}`)).toEqual([
      'neat StatefulSet/more: a container runs privileged',
    ]);
  });

  test('pods that come have the keys of the run for their own, and no others', () => {
    expect(added(keys('keys'), aRun)).toEqual([MADE]);
    expect(added(keys('other'), aRun)[0]).toMatch(/^credential-reference: the pod mounts other keys/);
    const over = aRun.map((one) => ({ ...one, underWay: { agents: 0, isOver: true } }));
    const again = placed([keys('other')], 'tidy').map((one) => ({ ...one, underWay: over[0]?.underWay }));
    expect(diff(over, [...over, ...again]).map(({ verdict }) => verdict)).toEqual(['in-place']);
  });

  const others = run.filter(({ kind }) => kind !== 'NetworkPolicy');
  test.each(others.map(({ kind, metadata }) => [`${kind}/${metadata.name}`]))(
    '%s, made again, has no more rights',
    (name) => {
      const gone = aRun.filter(({ object }) => `${object.kind}/${object.metadata.name}` !== name);
      const expected = /^(RoleBinding|Role)/.test(name) ? ['wider-rights'] : [];
      const told = diff(gone, aRun).map(({ verdict }) => verdict);
      expect(told.filter((verdict) => verdict !== 'cost' && verdict !== 'in-place')).toEqual(expected);
    },
  );
});

test('of what is committed nothing but the roles is told with rights when it comes whole, and of one folder as little', () => {
  const committed = renderingOf(readTree('manifests'), 'manifests');
  const told = (base: readonly Placed[]) =>
    diff(base, committed).filter(({ verdict }) => !['cost', 'in-place', 'new-run'].includes(verdict));
  const targets = new Set(committed.map(({ target }) => target));
  expect(told([]).map(({ target, verdict, object }) => `${target} ${verdict} ${object}`)).toEqual(
    [...targets].sort().map((target) => `${target} wider-rights Role/prodigy-submitter`),
  );
  const isCache = ({ object }: Placed): boolean => object.metadata.name.includes('repo-cache');
  expect(committed.filter(isCache).map(({ object }) => object.kind)).toContain('StatefulSet');
  expect(told(committed.filter((one) => !isCache(one)))).toEqual([]);
});
