// An `up` that does not come to its end: its engine is killed, or its cluster goes away.
import { readdirSync } from 'node:fs';
import type { Stack } from '@pulumi/pulumi/automation';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { renderRun, renderTenant } from '../../stacks/render';
import { eventually } from '../cluster/support/kubectl';
import { testNamespace } from '../cluster/support/test-cluster';
import { IMAGES, NO_OBJECTS, program, requestIn } from './support/deployment';
import { childNamed, Engine } from './support/engine';
import { Link } from './support/link';
import { differing, live, present, removed } from './support/live';
import { WaitingClaims } from './support/waiting-claims';

let engine: Engine;
let claims: WaitingClaims;
let link: Link;
const namespaces: string[] = [];

beforeAll(async () => {
  claims = await WaitingClaims.create('prodigy-test-waiting');
  link = await Link.open();
  engine = await Engine.start();
});
afterAll(async () => {
  for (const namespace of namespaces) await removed(namespace);
  await claims?.remove();
  await link?.cut();
  engine?.remove();
});

/** A tenant and a run whose claims wait: an `up` stops at them, with what comes before made and what comes after not. */
function waiting(purpose: string) {
  const namespace = testNamespace(purpose);
  namespaces.push(namespace);
  const request = requestIn(namespace);
  const storageClasses = { [claims.storageClass]: { accessModes: ['ReadWriteOnce'], expandable: false } } as const;
  const cluster = {
    ...request.cluster,
    storageClasses,
    storage: { ...request.cluster.storage, storageClass: claims.storageClass },
  };
  const whole = { ...request, cluster };
  const objects = [...renderTenant(cluster, IMAGES), ...renderRun(whole).objects];
  const claimed = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim');
  const all = objects.length + NO_OBJECTS;
  return { request: whole, objects, claimed, all, bind: () => claims.bind(claimed) };
}
type Waiting = ReturnType<typeof waiting>;

/** Start an `up` and wait until it waits; gives how it will end. */
async function begun(stack: Stack, { claimed }: Waiting) {
  const ended = stack.up({}).then(
    () => 'nothing stopped it',
    (error: Error) => error.message,
  );
  await eventually('the claims of the run', async () => (await present(claimed)).length === claimed.length);
  return { ended };
}

/** About whichever object was being made when the engine ended: claims at least, maybe what is made beside them. */
const ALREADY = / "prodigy-[^"]+" already exists/;
const kindsOf = (names: readonly string[]) => new Set(names.map((name) => name.split(' ')[0]));

/** An `up` that takes over what the one before had made: it makes nothing anew. */
async function goesOn(stack: Stack, { request, objects, claimed, all }: Waiting, kubeconfig?: string): Promise<void> {
  await expect(stack.up()).rejects.toThrow(ALREADY);
  const before = await uids(claimed);
  stack.workspace.program = program({ request, kubeconfig, adoptExisting: true });
  await stack.up();
  expect(await uids(claimed)).toEqual(before);
  for (const object of objects) expect(await differing(object)).toEqual([]);
  await stack.refresh({ clearPendingCreates: true });
  expect((await stack.exportStack()).deployment.pending_operations ?? []).toEqual([]);
  expect((await stack.preview()).changeSummary).toEqual({ same: all });
}

const uids = (objects: readonly KubernetesObject[]) =>
  Promise.all(objects.map(async (object) => (await live(object))?.metadata.uid));

test('an up that was killed half way leaves a lock, and when that is gone the next one comes to its end', async () => {
  const run = waiting('killed');
  const stack = await engine.stack('killed', program(run));
  const { ended } = await begun(stack, run);
  process.kill(await childNamed('pulumi'), 'SIGKILL');
  expect(await ended).toMatch(/SIGKILL/);
  const made = kindsOf(await present(run.objects));
  expect([made.has('Namespace'), made.has('StatefulSet'), made.has('Job')]).toEqual([true, false, false]);
  expect(readdirSync(engine.folder, { recursive: true }).filter((name) => `${name}`.endsWith('.attrs'))).toEqual([]);
  await expect(stack.up()).rejects.toThrow(/the stack is currently locked by 1 lock/);
  await stack.cancel();
  await run.bind();
  await goesOn(stack, run);
});

test('a cluster that goes away ends an up, and when it is back the next one comes to its end', async () => {
  const run = waiting('away');
  const kubeconfig = link.kubeconfig();
  const stack = await engine.stack('away', program({ ...run, kubeconfig }));
  const { ended } = await begun(stack, run);
  await link.cut();
  expect(await ended).toMatch(/PersistentVolumeClaim.*error: .*(ECONNREFUSED|ECONNRESET|socket hang up|disconnected)/);
  await expect(stack.up()).rejects.toThrow(/the configured cluster is unreachable: ECONNREFUSED/);
  await run.bind();
  await link.mend();
  await goesOn(stack, run, kubeconfig);
});
