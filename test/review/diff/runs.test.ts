import { diff } from '../../../review/diff/diff';
import type { Placed } from '../../../review/diff/rendering';
import type { ReviewedObject } from '../../../review/reviewed-object';
import { everyObject, run } from './pair';

/** The objects of a run under some id, in the folder of its workflow; those that an edit gives back. */
const placed = (runId: string, edit: (object: ReviewedObject) => ReviewedObject = (object) => object): Placed[] =>
  run.map((object) => ({
    ...{ target: 'development', folder: 'tidy', file: `${object.kind}.${object.metadata.name}.yaml` },
    object: edit(JSON.parse(JSON.stringify(object).replaceAll('tidy', runId)) as ReviewedObject),
  }));

const tenant: Placed[] = everyObject
  .filter((object) => !run.includes(object))
  .map((object) => ({ target: 'development', folder: '_tenant', file: 'tenant.yaml', object }));

const told = (base: Placed[], head: Placed[]): string[] =>
  diff(base, head).map((finding) => `${finding.verdict}: ${finding.run} ${finding.object}: ${finding.message}`);

/** What an edit does to the objects of one kind. */
const ofKind = (kind: string, edit: (object: ReviewedObject) => object) => (object: ReviewedObject) =>
  object.kind === kind ? { ...object, ...edit(object) } : object;

const settings = (policy: 'retain' | 'delete') =>
  ofKind('ConfigMap', ({ data }) => ({
    data: {
      ...(data as object),
      'config.env': (data as Record<string, string>)['config.env']?.replace(
        /(?<=PRODIGY_CLEANUP_POLICY=)"\w+"/,
        `"${policy}"`,
      ),
    },
  }));

const annotated = (annotations: object) =>
  ofKind('PersistentVolumeClaim', ({ metadata }) => ({ metadata: { ...metadata, annotations } }));

const KEPT = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };

test('a run that was not there is one finding, at its Job', () => {
  expect(told(tenant, [...tenant, ...placed('a-1')])).toEqual([
    'new-run: a-1 Job/prodigy-a-1: a run with 4 agents starts when this is delivered',
  ]);
});

test('a run that is gone is one finding, which tells what ends and which claims go', () => {
  expect(told([...tenant, ...placed('a-1')], tenant)).toEqual([
    'run-removed: a-1 Job/prodigy-a-1: the run is ended if it is still running, which stops 4 agents; its claims ' +
      'prodigy-redis-a-1, prodigy-workspace-a-1 are deleted with it unless the delivery tool keeps them',
  ]);
});

test.each([
  [
    'cli',
    'in-place: a-1 Job/prodigy-a-1: the run is no longer rendered, but continues if it is still running: submitted ' +
      'objects are not pruned; its claims prodigy-redis-a-1, prodigy-workspace-a-1 stay',
  ],
  [
    'pulumi',
    'in-place: a-1 Job/prodigy-a-1: the run is no longer rendered, but continues if it is still running: its stack ' +
      'retains it; its claims prodigy-redis-a-1, prodigy-workspace-a-1 stay',
  ],
  ['gitops', expect.stringMatching(/^run-removed: .* which stops 4 agents; its claims .* are deleted with it unless/)],
] as const)('what %s delivers goes, or stays, when it is no longer rendered', (delivery, run) => {
  const delivered = (objects: Placed[]) => objects.map((one) => ({ ...one, delivery }));
  expect(told(delivered([...tenant, ...placed('a-1')]), delivered(tenant))).toEqual([run]);
});

test('of what runs share a stack takes away all but the namespace, and of a run nothing', () => {
  const delivered = (objects: Placed[]) => objects.map((one) => ({ ...one, delivery: 'pulumi' as const }));
  const gone = ['ResourceQuota', 'Namespace', 'Service'];
  const base = delivered([...tenant, ...placed('a-1')]);
  const stays = 'it is no longer rendered, but stays: its stack retains it';
  expect(
    told(
      base,
      base.filter(({ object }) => !gone.includes(object.kind)),
    ),
  ).toEqual([
    'wider-rights: undefined ResourceQuota/prodigy-quota: the resources of the namespace are no longer limited by it',
    `in-place: undefined Namespace/review-diff: ${stays}`,
    `in-place: a-1 Service/prodigy-redis-a-1: ${stays}`,
    `in-place: a-1 Service/prodigy-workspace-a-1: ${stays}`,
  ]);
});

test('claims that GitOps keeps stay when their run is gone', () => {
  expect(told(placed('a-1', annotated(KEPT)), [])[0]).toBe(
    'run-removed: a-1 Job/prodigy-a-1: the run is ended if it is still running, which stops 4 agents; its claims ' +
      'prodigy-redis-a-1, prodigy-workspace-a-1 stay',
  );
});

test('a run in the folder of another takes its place, and both are told', () => {
  expect(told(placed('a-1'), placed('a-2'))).toEqual([
    expect.stringContaining('run-removed: a-1 Job/prodigy-a-1: the run is ended if it is still running'),
    'new-run: a-2 Job/prodigy-a-2: a run with 4 agents starts when this is delivered, in place of a-1',
  ]);
});

test('a successor whose claims go at its end, where those of its predecessor stayed, loses data', () => {
  const [first, ...others] = told(placed('a-1', settings('retain')), placed('a-2', settings('delete')));
  expect(first).toBe(
    'data-loss: a-2 ConfigMap/prodigy-workflow-a-2: claims that used to be kept are deleted once the run has ended ' +
      'and its result is published',
  );
  expect(others.map((line) => line.split(':')[0])).toEqual(['run-removed', 'new-run']);
  const back = told(placed('a-1', settings('delete')), placed('a-2', settings('retain')));
  expect(back.filter((line) => line.startsWith('data-loss'))).toEqual([]);
});

test('a successor whose claims GitOps no longer keeps loses data; smaller claims of its own lose nothing', () => {
  const smaller = ofKind('PersistentVolumeClaim', ({ spec }) => ({
    spec: { ...(spec as object), resources: { requests: { storage: '64Mi' } } },
  }));
  const lines = told(placed('a-1', annotated(KEPT)), placed('a-2', smaller));
  expect(lines.filter((line) => line.startsWith('data-loss'))).toEqual(
    ['redis', 'workspace'].map(
      (name) =>
        `data-loss: a-2 PersistentVolumeClaim/prodigy-${name}-a-2: the claim, kept until now, is deleted once it is no ` +
        'longer committed',
    ),
  );
  expect(told(placed('a-1'), placed('a-2', smaller)).filter((line) => line.startsWith('data-loss'))).toEqual([]);
});

test('an object that comes a second time is told, whichever of the two counts', () => {
  const lax = placed(
    'a-1',
    ofKind('NetworkPolicy', () => ({ spec: { podSelector: {}, egress: [{}] } })),
  );
  const again = lax.filter(({ object }) => object.metadata.name === 'prodigy-a-1-agents');
  const more = again.map((one) => ({ ...one, file: 'more.yaml' }));
  const DOUBLED =
    'rejected: a-1 NetworkPolicy/prodigy-a-1-agents: the object is also in NetworkPolicy.prodigy-tidy-agents.yaml: ' +
    'kustomize rejects duplicates; otherwise the one applied last wins';
  expect(more).toHaveLength(1);
  expect(told(placed('a-1'), [...placed('a-1'), ...more])[0]).toBe(DOUBLED);
  expect(told([...placed('a-1'), ...more], placed('a-1')).join()).not.toContain('also in');
});

test('a run whose id stays is compared object by object', () => {
  const lines = told(placed('a-1', settings('retain')), placed('a-1', settings('delete')));
  expect(lines.map((line) => line.split(':')[0])).toEqual(['rejected', 'data-loss']);
});

test('pods that lose a label by which policies know them are told with what is open to them, though no policy changed', () => {
  const unknown = ofKind('StatefulSet', ({ metadata, spec }) => {
    if (!metadata.name.includes('redis')) return {};
    const copy = structuredClone(spec) as { template: { metadata: { labels: Record<string, string> } } };
    delete copy.template.metadata.labels['prodigy.io/run-id'];
    return { spec: copy };
  });
  const findings = diff(placed('a-1'), placed('a-1', unknown)).filter(({ verdict }) => verdict === 'wider-rights');
  expect(findings.map(({ object }) => object)).toEqual(['StatefulSet/prodigy-redis-a-1']);
  expect(findings[0]?.message).toContain('any pod -> queue: any');
});

test('a port that a policy opens by its name is told by its name', () => {
  const named = ofKind('NetworkPolicy', ({ metadata, spec }) => {
    if (!metadata.name.endsWith('-agents')) return {};
    const { egress = [] } = spec as { egress?: object[] };
    return {
      spec: { ...(spec as object), egress: [...egress, { to: [{ podSelector: {} }], ports: [{ port: 'debug' }] }] },
    };
  });
  const lines = told(placed('a-1'), placed('a-1', named)).filter((line) => line.startsWith('wider-rights'));
  expect(lines.join()).toContain('agent -> queue: TCP/debug');
});

const RIGHTS: readonly (readonly [
  what: string,
  of: ReviewedObject['kind'],
  edit: (copy: Draft) => void,
  told: string,
])[] = [
  [
    'a privileged container',
    'Job',
    ({ spec }) => Object.assign(spec.template.spec.containers[0].securityContext, { privileged: true }),
    'a container runs privileged',
  ],
  [
    'files of the node',
    'StatefulSet',
    ({ spec }) => spec.template.spec.volumes.push({ name: 'etc', hostPath: { path: '/etc' } }),
    'the pod mounts files of its node',
  ],
  [
    'rights on objects of others',
    'Role',
    ({ rules }) => rules.push({ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }),
    'grants rights beyond the objects of its run: get secrets',
  ],
  [
    'the rights of roles of others',
    'Role',
    (copy) => Object.assign(copy, { aggregationRule: { clusterRoleSelectors: [{}] } }),
    'the role aggregates the rights of every ClusterRole with matching labels, now and in the future',
  ],
  [
    'paths of the API server',
    'Role',
    ({ rules }) => rules.push({ nonResourceURLs: ['/metrics'], verbs: ['get'] }),
    'grants rights beyond the objects of its run: get path /metrics',
  ],
  [
    'a role of somebody else',
    'RoleBinding',
    (copy) => Object.assign(copy.roleRef, { kind: 'ClusterRole', name: 'admin' }),
    'grants ClusterRole/admin, which does not belong to the run',
  ],
  [
    'connections to anybody',
    'NetworkPolicy',
    ({ spec }) => Object.assign(spec, { egress: [{}] }),
    'connections are open that no run setting opens: agent -> anywhere: any; queue -> anywhere: any; ' +
      'workspace -> anywhere: any',
  ],
  [
    'connections from pods of others',
    'NetworkPolicy',
    ({ metadata, spec }) => {
      if (metadata.name.endsWith('-redis')) spec.ingress.push({ from: [{ podSelector: {} }], ports: [{ port: 6379 }] });
    },
    'connections are open that no run setting opens: agent of another run -> queue: TCP/6379; ' +
      'an unrelated pod -> queue: TCP/6379; queue of another run -> queue: TCP/6379; ' +
      'workspace of another run -> queue: TCP/6379',
  ],
  [
    'the metadata service',
    'NetworkPolicy',
    ({ metadata, spec }) => {
      const to = [{ ipBlock: { cidr: '0.0.0.0/0' } }];
      if (metadata.name.endsWith('-agents')) spec.egress.push({ to, ports: [{ port: 80 }] });
    },
    'connections are open that no run setting opens: agent -> 169.254.0.0/16: TCP/80',
  ],
  [
    'a Service for everybody',
    'Service',
    ({ spec }) => Object.assign(spec, { type: 'LoadBalancer' }),
    'the Service can be reached from outside the cluster',
  ],
];

// biome-ignore lint/suspicious/noExplicitAny: objects are taken apart field by field
type Draft = any;

test.each(RIGHTS)('a run that was not there, with %s, is told with it', (_, kind, edit, expected) => {
  const edited = ofKind(kind, (object) => {
    const copy = structuredClone(object);
    edit(copy);
    return copy;
  });
  const wider = diff(tenant, [...tenant, ...placed('a-1', edited)]).filter(({ verdict }) => verdict === 'wider-rights');
  expect(new Set(wider.map(({ message }) => message))).toEqual(new Set([expected]));
  expect(wider[0]).toMatchObject({ run: 'a-1', object: expect.stringContaining(`${kind}/`) });
});

const PATHS = [{ path: '/', backend: {} }];

test.each([
  [
    'Ingress',
    { rules: [{ host: 'a.example.com', http: { paths: PATHS } }], tls: [{}] },
    'requests from outside the cluster newly reach a Service',
  ],
  [
    'Namespace',
    {},
    'the namespace admits pods that are not restricted: its pod-security.kubernetes.io/enforce is missing',
  ],
])('a run that was not there, with an object %s of its own, is told with it', (kind, spec, expected) => {
  const metadata = { name: 'more', labels: { 'prodigy.io/run-id': 'a-1' } };
  const [first] = placed('a-1');
  const more = { ...first!, object: { apiVersion: 'v1', kind, metadata, spec } };
  const wider = diff(tenant, [...tenant, ...placed('a-1'), more]).filter(({ verdict }) => verdict === 'wider-rights');
  expect(wider.map(({ object, message }) => `${object}: ${message}`)).toEqual([`${kind}/more: ${expected}`]);
});
