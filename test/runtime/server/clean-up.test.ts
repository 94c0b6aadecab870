import type { Report } from '../../../contract/report';
import type { RunConfig } from '../../../contract/run-config';
import { ApiError, type KubernetesApi } from '../../../runtime/adapters/kubernetes/api';
import { cleanUp } from '../../../runtime/server/clean-up';
import { RecordingLog } from '../adapters/log/recording-log';

interface Claim {
  metadata: { resourceVersion: string; ownerReferences?: readonly object[] };
}

const CLAIM = '/api/v1/namespaces/team/persistentvolumeclaims/prodigy-workspace-tidy';
const job = (uid: string) => ({ apiVersion: 'batch/v1', kind: 'Job', name: 'prodigy-tidy', uid });
const BACKUP = { apiVersion: 'example.com/v1', kind: 'Backup', name: 'nightly', uid: 'backup' };
const ANOTHER = { apiVersion: 'batch/v1', kind: 'Job', name: 'copy', uid: 'copy' };

/**
 * Hand the claim of a complete run over to its Job.
 *
 * @param meanwhile somebody else's change, after the claim was read for the first time.
 */
async function handedOver(claim: Claim | undefined, meanwhile?: Claim) {
  const log = new RecordingLog();
  let stored = claim;
  let next = meanwhile;
  const api = {
    get: async (path: string) => {
      if (path !== CLAIM) return null;
      const seen = structuredClone(stored ?? null);
      if (next) [stored, next] = [next, undefined];
      return seen;
    },
    patch: async (path: string, { metadata }: Claim) => {
      if (path !== CLAIM || stored === undefined) return false;
      const { resourceVersion } = stored.metadata;
      if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== resourceVersion)
        throw new ApiError(`PATCH ${path}`, 409, 'the object has been modified');
      stored = { metadata: { ...stored.metadata, ...metadata } };
      return true;
    },
  } as unknown as KubernetesApi;
  const clock = { now: () => 0, sleep: async () => {} };
  const config = { runId: 'tidy', namespace: 'team', cleanupPolicy: 'delete' } as RunConfig;
  const parts = { api, config, queue: false, clock, log, signal: new AbortController().signal };
  await cleanUp(parts, { outcome: 'complete' } as Report, 'now');
  return { owners: stored?.metadata.ownerReferences, warnings: log.lines.filter(({ level }) => level === 'warn') };
}

test.each([
  ['nobody', undefined, [job('now')]],
  ['somebody else', [BACKUP], [BACKUP, job('now')]],
  ['an earlier Job of the run', [job('before'), BACKUP], [BACKUP, job('now')]],
  ['a Job by another name', [ANOTHER], [ANOTHER, job('now')]],
  ['the Job already', [job('now')], [job('now')]],
])(
  'a claim that belongs to %s is handed over to the Job, and other owners stay',
  async (_, ownerReferences, owners) => {
    const claim = { metadata: { resourceVersion: '1', ownerReferences } };
    expect(await handedOver(claim)).toEqual({ owners, warnings: [] });
  },
);

test('an owner that somebody adds at the same time stays, too', async () => {
  const meanwhile = { metadata: { resourceVersion: '2', ownerReferences: [BACKUP] } };
  const { owners, warnings } = await handedOver({ metadata: { resourceVersion: '1' } }, meanwhile);
  expect(owners).toEqual([BACKUP, job('now')]);
  expect(warnings).toHaveLength(1);
});

test('a claim that is gone is left alone', async () => {
  expect(await handedOver(undefined)).toEqual({ owners: undefined, warnings: [] });
});
