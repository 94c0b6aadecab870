import { readClaim } from '../../cli/cluster/read-claim';
import type { Kube, LiveObject, ObjectName } from '../../cli/kube';

const RUN = { namespace: 'team', runId: 'a' };

/** A cluster that has nothing but these kinds of the run's objects, and takes none. */
const having = (objects: Readonly<Record<string, LiveObject>>): Kube =>
  ({ get: async ({ kind }: ObjectName) => objects[kind] }) as unknown as Kube;

const there = { metadata: {} } as LiveObject;
const going = { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } } as LiveObject;
const GONE = 'the claim of run a no longer exists: see prodigy-k8s status a --cluster …';

test.each([
  ['no such run', {}, 'there is no run a in team: see prodigy-k8s status --cluster …'],
  ['neither claim nor server', { Job: there }, GONE],
  ['a claim that goes', { PersistentVolumeClaim: going, StatefulSet: there }, GONE],
  [
    'no server',
    { PersistentVolumeClaim: there },
    'the claim of run a cannot be read any more, since how to mount it was only known with its Job: ' +
      'mount prodigy-workspace-a in a pod of your own',
  ],
])('where there is %s, one sentence says so', async (_, objects, message) => {
  await expect(readClaim(having(objects), RUN, 'events')).rejects.toMatchObject({ message, status: 4 });
});
