import { Label } from '../../../contract/labels';
import { type Replacement, refuseRemoval } from '../../../stacks/pulumi/working-runs';

const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a', labels: { [Label.RUN_ID]: 'tidy-1' } } };
const removing: Replacement = { namespace: 'team', objects: [job], policies: { replacedRuns: 'remove' } };
const cluster = (runs: readonly string[], allowed = true) => ({
  may: async () => allowed,
  workingRuns: async () => [...runs],
});

test('runs that stay in the stack may work, and what is over may go', async () => {
  await expect(refuseRemoval(cluster(['tidy-1']), removing)).resolves.toBeUndefined();
  await expect(refuseRemoval(cluster([]), { ...removing, objects: [] })).resolves.toBeUndefined();
});

test('a run that still works is not removed', async () => {
  await expect(refuseRemoval(cluster(['tidy-1', 'tidy-0']), removing)).rejects.toEqual(
    new Error(
      'run tidy-0 must be over before it is removed, got one that still works: ' +
        'wait for it or cancel it, or keep it with an up of its run.lock that has replacedRuns retain',
    ),
  );
});

test('who may not look may not remove', async () => {
  await expect(refuseRemoval(cluster([], false), removing)).rejects.toEqual(
    new Error(
      "'replacedRuns' must be retain unless running Jobs can be listed, got remove without the right to " +
        "list jobs.batch in team: ask the cluster's administrator for it",
    ),
  );
});

test('where runs are retained nobody is asked', async () => {
  const nobody = {
    may: () => Promise.reject(new Error('asked')),
    workingRuns: () => Promise.reject(new Error('asked')),
  };
  await expect(refuseRemoval(nobody, { ...removing, policies: { replacedRuns: 'retain' } })).resolves.toBeUndefined();
});
