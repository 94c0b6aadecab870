import { Status } from '../../cli/cli-error';
import { reopen } from '../../cli/cluster/reopen';
import type { Kube, LiveObject, ObjectName } from '../../cli/kube';
import { Annotation } from '../../contract/labels';
import { JOB_KEY, REOPENING_KEY } from '../../contract/reopening';
import { REPORT_KEY } from '../../contract/report';
import type { KubernetesObject } from '../../stacks/kubernetes-object';

const RUN = { namespace: 'team', runId: 'a' };
const REPORT = JSON.stringify({ runId: 'a', outcome: 'failed', failures: [] });

type Patch = { metadata?: object; data?: Record<string, string | null | undefined>; spec?: object };

/** Objects by kind and name, and what was done to them in order. */
class FakeCluster {
  public readonly done: string[] = [];
  public readonly objects = new Map<string, LiveObject>();
  private made = 0;

  public readonly kube = {
    apply: async (object: KubernetesObject): Promise<LiveObject> => {
      this.made += 1;
      this.done.push(`apply ${object.kind}`);
      const live = { ...object, metadata: { ...object.metadata, uid: `new-${this.made}` } } as LiveObject;
      this.objects.set(`${object.kind} ${object.metadata.name}`, live);
      return live;
    },
    patch: async ({ kind, name }: ObjectName, body: Patch): Promise<void> => {
      this.done.push(`patch ${kind} ${name} ${Object.keys(body).join()}`);
      const old = this.objects.get(`${kind} ${name}`) ?? {};
      const data = Object.entries({ ...old.data, ...body.data }).filter(([, value]) => typeof value === 'string');
      const metadata = { ...old.metadata, ...body.metadata };
      const spec = { ...old.spec, ...body.spec };
      this.objects.set(`${kind} ${name}`, { ...old, metadata, spec, data: Object.fromEntries(data) } as LiveObject);
    },
    remove: async ({ kind, name }: ObjectName): Promise<void> => {
      this.done.push(`remove ${kind}`);
      const { uid } = this.objects.get(`${kind} ${name}`)?.metadata ?? {};
      this.objects.delete(`${kind} ${name}`);
      this.collectGarbage(uid);
    },
    get: async ({ kind, name }: ObjectName) => this.objects.get(`${kind} ${name}`),
  } as unknown as Kube;

  /** Take away what nobody but this owner had. */
  private collectGarbage(uid: string | undefined): void {
    for (const [key, { metadata }] of this.objects) {
      const owners = metadata?.ownerReferences ?? [];
      if (owners.length > 0 && owners.every((owner) => owner.uid === uid)) this.objects.delete(key);
    }
  }
}

const labels = {
  app: 'prodigy',
  'controller-uid': 'old',
  'batch.kubernetes.io/controller-uid': 'old',
  'job-name': 'x',
};

/** A run that has ended, as the command line submitted it. */
function ended(): FakeCluster {
  const cluster = new FakeCluster();
  const put = (key: string, object: object): void => void cluster.objects.set(key, object as LiveObject);
  put('ConfigMap prodigy-report-a', { data: { [REPORT_KEY]: REPORT } });
  put('ConfigMap prodigy-workflow-a', { metadata: { ownerReferences: [{ kind: 'Job', uid: 'old' }] } });
  put('PersistentVolumeClaim prodigy-workspace-a', { metadata: {} });
  put('StatefulSet prodigy-workspace-a', {
    metadata: { ownerReferences: [{ kind: 'ConfigMap' }] },
    spec: { replicas: 0 },
  });
  put('Job prodigy-a', {
    metadata: {
      name: 'prodigy-a',
      namespace: 'team',
      uid: 'old',
      annotations: { [Annotation.CANCEL]: 'x', [Annotation.DRAIN]: 'x', own: 'y' },
    },
    spec: {
      completions: 2,
      selector: {},
      suspend: false,
      template: { metadata: { labels }, spec: { containers: [] } },
    },
    status: { conditions: [] },
  });
  return cluster;
}

/** A run that has ended, and handed its claims over to its Job; a back-up has one of them, too. */
function handedOver(): FakeCluster {
  const cluster = ended();
  for (const [name, ...others] of [['workspace', BACKUP], ['redis']] as const)
    cluster.objects.set(`PersistentVolumeClaim prodigy-${name}-a`, {
      metadata: { ownerReferences: [...others, { kind: 'Job', name: 'prodigy-a', uid: 'old' }] },
    });
  return cluster;
}

const BACKUP = { kind: 'Backup', name: 'prodigy-a', uid: 'backup' };

const anything = (): void => undefined;

test('the report moves aside, the Job is made anew and owns the run again, then the servers start', async () => {
  const { kube, done, objects } = ended();
  await reopen(kube, RUN, { work: 'resume' }, anything);
  expect(done).toEqual([
    'patch ConfigMap prodigy-report-a data',
    'patch ConfigMap prodigy-workflow-a metadata',
    'remove Job',
    'apply Job',
    'patch ConfigMap prodigy-workflow-a metadata',
    'patch StatefulSet prodigy-workspace-a spec',
  ]);
  const report = objects.get('ConfigMap prodigy-report-a')?.data ?? {};
  expect(Object.keys(report).sort()).toEqual([JOB_KEY, REOPENING_KEY].sort());
  expect(JSON.parse(report[REOPENING_KEY] ?? '')).toMatchObject({ work: 'resume', report: { outcome: 'failed' } });
  expect(objects.get('ConfigMap prodigy-workflow-a')?.metadata?.ownerReferences).toMatchObject([{ uid: 'new-1' }]);
  expect(objects.get('StatefulSet prodigy-workspace-a')?.spec).toMatchObject({ replicas: 1 });
});

test('the new Job has nothing of the old one’s life, nor the wish to cancel it', async () => {
  const { kube, objects } = ended();
  await reopen(kube, RUN, { work: 'retry', items: ['item_1'] }, anything);
  expect(objects.get('Job prodigy-a')).toEqual({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'prodigy-a', namespace: 'team', annotations: { own: 'y' }, uid: 'new-1' },
    spec: { completions: 2, template: { metadata: { labels: { app: 'prodigy' } }, spec: { containers: [] } } },
  });
});

test.each(['publish', 'purge'] as const)('to %s, no Job is touched', async (work) => {
  const { kube, done } = ended();
  await reopen(kube, RUN, { work }, anything);
  expect(done).toEqual(['patch ConfigMap prodigy-report-a data', 'patch StatefulSet prodigy-workspace-a spec']);
});

test('what was killed between deleting and making the Job goes on from what is kept of it', async () => {
  const cluster = ended();
  const { apply } = cluster.kube;
  const killed = { ...cluster.kube, apply: () => Promise.reject(new Error('killed')) };
  await expect(reopen(killed, RUN, { work: 'resume' }, anything)).rejects.toThrow('killed');
  expect(cluster.objects.has('Job prodigy-a')).toBe(false);
  await reopen({ ...cluster.kube, apply }, RUN, { work: 'resume' }, anything);
  expect(cluster.objects.get('Job prodigy-a')?.spec).toMatchObject({ completions: 2 });
});

const ownersOf = (cluster: FakeCluster) =>
  ['workspace', 'redis'].map(
    (name) => cluster.objects.get(`PersistentVolumeClaim prodigy-${name}-a`)?.metadata?.ownerReferences,
  );

test('claims that the Job was given outlast it, and stay with whoever else has them', async () => {
  const cluster = handedOver();
  await reopen(cluster.kube, RUN, { work: 'retry' }, anything);
  expect(ownersOf(cluster)).toEqual([[BACKUP], []]);
  expect(cluster.objects.get('Job prodigy-a')?.metadata?.uid).toBe('new-1');
});

test.each(['publish', 'purge'] as const)('to %s, claims stay with the Job that stays', async (work) => {
  const cluster = handedOver();
  await reopen(cluster.kube, RUN, { work }, anything);
  expect(ownersOf(cluster)).toMatchObject([[BACKUP, { uid: 'old' }], [{ uid: 'old' }]]);
});

/** A cluster that this program asks for so many changes before it is killed. */
function killedAfter({ kube }: FakeCluster, changes: number): Kube {
  let left = changes;
  const dying =
    (change: (...args: never[]) => Promise<unknown>) =>
    async (...args: never[]): Promise<unknown> => {
      if (left === 0) throw new Error('killed');
      left -= 1;
      return change(...args);
    };
  return { ...kube, apply: dying(kube.apply), patch: dying(kube.patch), remove: dying(kube.remove) } as Kube;
}

test.each([0, 1, 2, 3, 4, 5, 6, 7])('killed after %d changes, it loses no claim, and goes on', async (changes) => {
  const cluster = handedOver();
  await expect(reopen(killedAfter(cluster, changes), RUN, { work: 'retry' }, anything)).rejects.toThrow('killed');
  expect(ownersOf(cluster)).not.toContain(undefined);
  await reopen(cluster.kube, RUN, { work: 'retry' }, anything);
  expect(ownersOf(cluster)).toEqual([[BACKUP], []]);
  expect(cluster.objects.get('StatefulSet prodigy-workspace-a')?.spec).toMatchObject({ replicas: 1 });
});

describe('a run whose servers are still bringing it to its end', () => {
  const SERVER = 'StatefulSet prodigy-workspace-a';
  const OWNER = { kind: 'Job', name: 'prodigy-a', uid: 'old' };

  /** What the workspace server does last: it hands the claims over, then scales itself down. */
  function comesToRest({ objects }: FakeCluster): void {
    for (const name of ['workspace', 'redis'])
      objects.set(`PersistentVolumeClaim prodigy-${name}-a`, { metadata: { ownerReferences: [OWNER] } });
    objects.set(SERVER, { ...objects.get(SERVER), spec: { replicas: 0 } });
  }

  function ending(): FakeCluster {
    const cluster = ended();
    cluster.objects.set(SERVER, { ...cluster.objects.get(SERVER), spec: { replicas: 1 } });
    return cluster;
  }

  test.each(['retry', 'publish'] as const)('is left to do so before it is asked to %s', async (work) => {
    const cluster = ending();
    setTimeout(() => comesToRest(cluster), 50);
    await reopen(cluster.kube, RUN, { work }, anything, { pauseMs: 10 });
    expect(ownersOf(cluster)).toEqual(work === 'retry' ? [[], []] : [[OWNER], [OWNER]]);
    expect(cluster.objects.get(SERVER)?.spec).toMatchObject({ replicas: 1 });
  });

  test('is not touched where they do not come to it', async () => {
    const { kube, done } = ending();
    await expect(reopen(kube, RUN, { work: 'retry' }, anything, { pauseMs: 1 })).rejects.toThrow(
      new Error(
        'run a has its report, but its workspace server does not stop: see prodigy-k8s status a --cluster …, then try again',
      ),
    );
    expect(done).toEqual([]);
  });

  test('was asked before, and goes on', async () => {
    const cluster = ending();
    const reopening = JSON.stringify({ work: 'retry', report: JSON.parse(REPORT) });
    cluster.objects.set('ConfigMap prodigy-report-a', { data: { [REOPENING_KEY]: reopening } });
    await reopen(cluster.kube, RUN, { work: 'retry' }, anything, { pauseMs: 1 });
    expect(cluster.objects.get('Job prodigy-a')?.metadata?.uid).toBe('new-1');
  });
});

test.each(['publish', 'purge'] as const)('without a server to do it, %s leaves the run as it is', async (work) => {
  const { kube, done, objects } = ended();
  objects.delete('StatefulSet prodigy-workspace-a');
  objects.delete('Job prodigy-a');
  await expect(reopen(kube, RUN, { work }, anything)).rejects.toMatchObject({
    message:
      'the workspace server of run a is gone with its Job, and nothing else can do this: submit the run again with ' +
      '--again; its claim stays until it is deleted',
    status: Status.CONFLICT,
  });
  expect(done).toEqual([]);
});

test('where claims must not be changed, the run stays as it is', async () => {
  const { kube, done, objects } = handedOver();
  const refusing = { ...kube, patch: () => Promise.reject(new Error('forbidden')) };
  await expect(reopen(refusing, RUN, { work: 'retry' }, anything)).rejects.toThrow('forbidden');
  expect(done).toEqual([]);
  expect(objects.get('ConfigMap prodigy-report-a')?.data).toEqual({ [REPORT_KEY]: REPORT });
});

test.each([
  ['ConfigMap prodigy-report-a', 'run a has not ended: see prodigy-k8s status a --cluster …'],
  [
    'PersistentVolumeClaim prodigy-workspace-a',
    'the claim of run a is gone, and with it everything the run could continue from: submit it again with --again',
  ],
  ['Job prodigy-a', 'the Job of run a is gone: submit the run again with --again'],
])('without %s nothing is done', async (missing, message) => {
  const { kube, done, objects } = ended();
  objects.delete(missing);
  await expect(reopen(kube, RUN, { work: 'resume' }, anything)).rejects.toThrow(new Error(message));
  expect(done).toEqual([]);
});
