import { cleanUp } from '../../cli/commands/cleanup';
import { FakeCluster, refusalOf } from './fake-cluster';
import { ENDED, jobOwner, RunsOn } from './runs-on-cluster';

const cluster = new FakeCluster();
const runs = new RunsOn(cluster);
beforeAll(() => cluster.start());
afterAll(() => cluster.stop());
beforeEach(() => cluster.clear());

describe('cleanup', () => {
  const clean = (runIds: string[], flags: object = {}) =>
    cleanUp(runIds, { ...cluster.target, ...flags }, cluster.terminal);

  beforeEach(() => {
    runs.report('done');
    runs.job('done', ENDED);
    runs.claim('done');
    runs.report('failed', { outcome: 'failed', reason: 'x' });
    runs.job('failed', ENDED);
    runs.claim('failed');
    runs.job('working');
    runs.claim('working');
    cluster.put('jobs', 'somebody-elses', {}, { app: 'other' });
  });

  test('says what would go and what would stay, and why, and takes nothing away when dry', async () => {
    await clean([], { dryRun: true, claims: true });
    expect(cluster.said.out).toBe(
      [
        'run done: complete',
        '  remove Job prodigy-done',
        '  remove PersistentVolumeClaim prodigy-workspace-done',
        '  keep   ConfigMap prodigy-report-done: it is the history of the run',
        'run failed: failed',
        '  keep   Job prodigy-failed: the run is failed, and could continue from it: name the run to remove it',
        '  keep   PersistentVolumeClaim prodigy-workspace-failed: the run is failed, and could continue from it: name the run to remove it',
        '  keep   ConfigMap prodigy-report-failed: it is the history of the run',
        '',
      ].join('\n'),
    );
    expect(cluster.changes).toEqual([]);
  });

  test('takes Jobs of runs that have ended, and neither claims nor reports unless they are asked for', async () => {
    await clean([], { yes: true });
    expect(cluster.changes).toEqual(['DELETE jobs/prodigy-done']);
    expect(cluster.said.progress).toBe('1 object removed\n');
  });

  describe('where the run has handed its claim over to its Job', () => {
    const CLAIM = 'PersistentVolumeClaim prodigy-workspace-done';
    const WITH_JOB = `  remove ${CLAIM}: it goes with its Job, as the clean-up policy of the run says\n`;

    test.each([{}, { claims: true }])('says that the claim goes with the Job, flags %j', async (flags) => {
      runs.claim('done', [jobOwner('done')]);
      await clean(['done'], { yes: true, ...flags });
      expect(cluster.said.out).toContain(`  remove Job prodigy-done\n${WITH_JOB}  keep   ConfigMap`);
      expect(cluster.changes).toEqual(['DELETE jobs/prodigy-done']);
      expect(cluster.said.progress).toBe('2 objects removed\n');
    });

    test('tells programs so', async () => {
      runs.claim('done', [jobOwner('done')]);
      await clean(['done'], { dryRun: true, output: 'json' });
      expect(JSON.parse(cluster.said.out)[0].remove).toMatchObject([
        { kind: 'Job' },
        { kind: 'PersistentVolumeClaim', name: 'prodigy-workspace-done', withJob: true },
      ]);
    });

    test('tells them of a claim that stays as of any other', async () => {
      runs.claim('done', [jobOwner('done')]);
      cluster.put('statefulsets', 'prodigy-workspace-done', { spec: {} });
      await clean(['done'], { dryRun: true, output: 'json' });
      const [{ remove, keep }] = JSON.parse(cluster.said.out);
      expect(remove).toEqual([]);
      expect(keep[1].object).toEqual({
        ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
        ...{ name: 'prodigy-workspace-done', namespace: 'prodigy-dev' },
      });
    });

    test('keeps a claim that somebody else has, too', async () => {
      runs.claim('done', [jobOwner('done'), { kind: 'Backup', name: 'b', uid: 'b' }]);
      await clean(['done'], { dryRun: true });
      expect(cluster.said.out).toContain(`  keep   ${CLAIM}: claims are removed only with --claims\n`);
    });

    test.each([
      ['complete', true],
      ['failed', false],
    ] as const)(
      'of a run that is %s and not at rest, keeps everything: %j, since it may do so yet',
      async (outcome, waits) => {
        const labels = { app: 'prodigy' };
        const metadata = { ownerReferences: [{ kind: 'ConfigMap', name: 'c', uid: 'c' }] };
        cluster.put('statefulsets', 'prodigy-workspace-done', { metadata, spec: { replicas: 1 } }, labels);
        runs.report('done', { outcome });
        await clean(['done'], { yes: true });
        const why = 'its workspace server has not stopped yet: see prodigy-k8s status done --cluster …';
        expect(cluster.said.out.includes(`  keep   Job prodigy-done: ${why}\n`)).toBe(waits);
        expect(cluster.changes).toEqual(waits ? [] : ['DELETE jobs/prodigy-done']);
      },
    );
  });

  test('takes everything of a run that is named, its report last', async () => {
    cluster.answer = true;
    await clean(['failed'], { claims: true, reports: true });
    expect(cluster.changes).toEqual([
      'DELETE jobs/prodigy-failed',
      'DELETE persistentvolumeclaims/prodigy-workspace-failed',
      'DELETE configmaps/prodigy-report-failed',
    ]);
  });

  test('leaves what manifests or Pulumi deliver', async () => {
    cluster.put('statefulsets', 'prodigy-workspace-done', { spec: {} });
    await clean(['done'], { yes: true, claims: true });
    expect(cluster.changes).toEqual([]);
    expect(cluster.said.out).toContain(
      'keep   Job prodigy-done: it was delivered by manifests or Pulumi: remove the run there\n',
    );
  });

  test('leaves runs that ended too short a time ago', async () => {
    runs.report('done', { finishedAt: new Date().toISOString() });
    await clean([], { olderThan: '1h', dryRun: true });
    expect(cluster.said.out).not.toContain('run done');
    expect(cluster.said.out).toContain('run failed');
  });

  test.each([
    [['working'], {}, 4, 'run working is not there or has not ended: nothing was removed'],
    [
      ['done'],
      { olderThan: '9999d' },
      4,
      'run done is not there or has not ended, or not 9999d ago: nothing was removed',
    ],
    [[], { olderThan: 'ages' }, 2, "'--older-than' must be a number with d, h, m or s, such as 7d, got ages"],
    [[], {}, 6, "'--yes' must be given without a terminal: nothing was removed"],
  ])('of %j with %j is refused', async (runIds, flags, status, message) => {
    expect(await refusalOf(clean(runIds, flags))).toEqual({ status, message });
    expect(cluster.changes).toEqual([]);
  });

  test('takes nothing away where the answer is no', async () => {
    cluster.answer = false;
    expect(await refusalOf(clean([]))).toEqual({ status: 6, message: 'nothing was removed' });
    expect(cluster.changes).toEqual([]);
  });

  test('says that there is nothing', async () => {
    cluster.clear();
    await clean([]);
    expect(cluster.said.out).toBe('no run has ended here\n');
  });
});
