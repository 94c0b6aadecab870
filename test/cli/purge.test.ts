import { eligibleItems, lettersAsItems } from '../../cli/cluster/dead-letters';
import { purge } from '../../cli/cluster/purge';
import { REOPENING_KEY } from '../../contract/reopening';
import { REPORT_KEY } from '../../contract/report';
import { FakeClaim } from './fake-claim';

const RUN = { namespace: 'team', runId: 'a' };
const REPORT = { runId: 'a', outcome: 'complete', items: { total: 2, dead: 2 }, failures: [] };
const LETTERS = [
  { item_id: 'item_1', reprocess_eligible: true },
  { item_id: 'item_2', reprocess_eligible: false },
];

/** A run that has ended with two dead letters; its server does what it is asked to once it is scaled up. */
function ended(letters: readonly object[] = LETTERS): FakeClaim & { asked?: { work: string; items: string[] } } {
  const claim: FakeClaim & { asked?: { work: string; items: string[] } } = new FakeClaim(() => ({
    'dead-letters': JSON.stringify(letters),
  }));
  const report = (): void =>
    void claim.objects.set('ConfigMap prodigy-report-a', { data: { [REPORT_KEY]: JSON.stringify(REPORT) } });
  report();
  claim.objects.set('PersistentVolumeClaim prodigy-workspace-a', { metadata: {} });
  claim.objects.set('StatefulSet prodigy-workspace-a', {
    spec: { template: { spec: { containers: [{ image: 'i' }] } } },
  });
  claim.patched = (name, data) => {
    if (data[REOPENING_KEY]) {
      claim.asked = JSON.parse(data[REOPENING_KEY]);
      claim.objects.delete('ConfigMap prodigy-report-a');
    }
    if (name.startsWith('StatefulSet')) report();
  };
  return claim;
}

function told(): { lines: string[]; tell: (line: string) => void } {
  const lines: string[] = [];
  return { lines, tell: (line) => void lines.push(line) };
}

test('the workspace server is asked to remove the chosen ones; no Job but the reader is touched', async () => {
  const claim = ended();
  const { lines, tell } = told();
  await purge(claim.kube, RUN, { eligible: true, yes: true }, tell);
  expect(claim.asked).toMatchObject({ work: 'purge', items: ['item_1'], report: REPORT });
  expect(claim.done).toEqual([
    'create Job for dead-letters',
    'remove Job',
    'patch ConfigMap prodigy-report-a',
    'patch StatefulSet prodigy-workspace-a',
  ]);
  expect(lines).toEqual(['1 dead letter removed\n']);
});

test('without yes nothing is asked of it', async () => {
  const claim = ended();
  await expect(purge(claim.kube, RUN, {}, () => undefined)).rejects.toThrow(
    new Error("'--yes' must be given, since 2 dead letters of a would be removed permanently"),
  );
  expect(claim.asked).toBeUndefined();
});

test('where there are none, or none of that kind, nothing is asked either', async () => {
  const claim = ended();
  const { lines, tell } = told();
  await purge(claim.kube, RUN, { item: ['item_9'], yes: true }, tell);
  expect(lines).toEqual(['no dead letters\n']);
  expect(claim.asked).toBeUndefined();
});

test('a run that goes on keeps them', async () => {
  const claim = ended();
  claim.objects.delete('ConfigMap prodigy-report-a');
  await expect(purge(claim.kube, RUN, { yes: true }, () => undefined)).rejects.toThrow(
    new Error('run a has not ended: see prodigy-k8s status a --cluster …'),
  );
});

test('items whose failure may pass are named for a retry, and where there are none the run does not go on', async () => {
  expect(await eligibleItems(ended().kube, RUN)).toEqual(['item_1']);
  await expect(eligibleItems(ended().kube, RUN, ['item_2'])).rejects.toThrow(
    new Error(
      'run a cannot go on: it has no dead letters whose failure may be temporary: see prodigy-k8s dlq list --run a --cluster …',
    ),
  );
});

test('dead letters of a run that has ended become items of another', async () => {
  const claim = ended([{ ...LETTERS[0], item_data: { path: 'a' } }]);
  expect(await lettersAsItems(claim.kube, RUN)).toEqual([{ id: 'item_1', data: { path: 'a' } }]);
  await expect(lettersAsItems(ended([]).kube, RUN)).rejects.toThrow('run a has no dead letters: nothing is run');
  claim.objects.delete('ConfigMap prodigy-report-a');
  await expect(lettersAsItems(claim.kube, RUN)).rejects.toThrow('there is no run a in team: see prodigy-k8s status');
  claim.objects.set('Job prodigy-a', {});
  await expect(lettersAsItems(claim.kube, RUN)).rejects.toThrow(
    "'--from-dlq' must name a run that has ended, got a: see prodigy-k8s status a",
  );
});
