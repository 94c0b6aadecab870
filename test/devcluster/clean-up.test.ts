// What is left of a run that GitOps delivered: after its end, and after it has gone from git, by each clean-up policy.

import { Label } from '../../contract/labels';
import { jobName, redisName, reportName, resultBranch, workspaceName } from '../../contract/names';
import { allowToken } from '../../devcluster/git-tokens';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { eventually, get, kubectl } from '../cluster/support/kubectl';
import { apply, TestNamespace } from './support/namespace';
import { Origin } from './support/origin';

jest.setTimeout(600_000);

const NAME = 'prodigy-clean-up';
const TOKEN = 'token-of-clean-up-test';
const POLICIES = ['delete', 'retain'] as const;
const WORKFLOW = `name: one
mode: mapreduce
map:
  input: echo one
  agent_template:
    - shell: echo done > done.txt && git add done.txt && git commit -qm done
      commit_required: true
`;

const namespace = new TestNamespace(NAME);
let origin: Origin;
const applied = new Map<string, KubernetesObject[]>();

beforeAll(async () => {
  origin = await Origin.create('clean-up/project', { 'README.md': 'a project\n' });
  allowToken(TOKEN);
  await namespace.create();
  await namespace.secret('keys', { 'git-token': TOKEN });
  for (const cleanupPolicy of POLICIES) {
    const objects = new TestNamespace(NAME, { delivery: 'gitops', cleanupPolicy }).render({
      runId: cleanupPolicy,
      workflow: { text: WORKFLOW, file: 'one.yaml' },
      repository: { url: origin.url, revision: 'main' },
      credentials: { 'git-token': { source: 'existing', secretName: 'keys' } },
    });
    applied.set(cleanupPolicy, objects);
    await apply(objects);
  }
});

afterAll(async () => {
  origin.remove();
  await namespace.remove();
});

/** Delete what is no longer in git, as Flux and Argo CD do: what says that it is not to be pruned stays. */
async function prune(objects: readonly KubernetesObject[]): Promise<void> {
  const gone = objects.filter(
    ({ metadata }) => metadata.annotations?.['kustomize.toolkit.fluxcd.io/prune'] !== 'disabled',
  );
  const manifest = gone.map((object) => JSON.stringify(object)).join('\n---\n');
  await kubectl(['delete', '--ignore-not-found', '--timeout=120s', '-f', '-'], manifest);
}

const KINDS =
  'job,pod,statefulset,service,configmap,secret,pvc,serviceaccount,role,rolebinding,networkpolicy,poddisruptionbudget';

/** Kind and name of all that has the run's label. */
async function left(runId: string): Promise<string[]> {
  const names = await kubectl(['get', KINDS, '-n', NAME, '-l', `${Label.RUN_ID}=${runId}`, '-o', 'name']);
  return names.split('\n').filter(Boolean).sort();
}

const claims = (runId: string) => [redisName(runId), workspaceName(runId)];

describe.each(POLICIES)('a run that GitOps delivered, clean-up policy %s', (policy) => {
  test('ends with its report and its result, and its servers stop', async () => {
    const run = namespace.live(policy);
    expect(await run.report(400)).toMatchObject({ outcome: 'complete' });
    expect(origin.branches()).toContain(resultBranch(policy));
    await run.ended();
    for (const component of ['workspace', 'queue'] as const)
      await eventually(`end of ${component}`, async () => (await run.pods(component)).length === 0, 120);
  });

  test('then everything is there that git says, so that nothing is applied again', async () => {
    for (const { kind, metadata } of applied.get(policy) ?? [])
      expect([kind, metadata.name, (await get(kind, metadata.name, NAME)) !== undefined]).toEqual([
        kind,
        metadata.name,
        true,
      ]);
    expect((await get('job', jobName(policy), NAME)).spec.ttlSecondsAfterFinished).toBeUndefined();
  });

  test(`its claims belong to ${policy === 'delete' ? 'the Job' : 'nobody'}`, async () => {
    for (const name of claims(policy)) {
      const { ownerReferences } = (await get('pvc', name, NAME)).metadata;
      if (policy === 'retain') expect(ownerReferences).toBeUndefined();
      else expect(ownerReferences).toMatchObject([{ kind: 'Job', name: jobName(policy) }]);
    }
  });

  test(`gone from git, it leaves its report${policy === 'delete' ? '' : ' and its claims'}`, async () => {
    await prune(applied.get(policy) ?? []);
    const report = `configmap/${reportName(policy)}`;
    const kept = policy === 'retain' ? claims(policy).map((name) => `persistentvolumeclaim/${name}`) : [];
    await eventually('the end of all else', async () => (await left(policy)).length <= 1 + kept.length, 120);
    expect(await left(policy)).toEqual([report, ...kept].sort());
  });
});
