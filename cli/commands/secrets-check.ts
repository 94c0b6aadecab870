import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Label } from '../../contract/labels';
import { Status } from '../cli-error';
import { type DeclaredKey, declaredKeys } from '../cluster/declared-keys';
import { mustHaveJob } from '../cluster/read-run';
import { type RunFlags, renderRequest } from '../cluster/request';
import { kubeconfigOf, targetOf } from '../cluster/target';
import { connect, type Kube } from '../kube';
import { table } from '../table';
import type { Terminal } from '../terminal';
import { rendered } from './render';

interface CheckFlags extends RunFlags {
  readonly output?: 'json';
}

/** A declared key and its state; `comes with the run` if it is supplied at submission. */
interface CheckedKey extends DeclaredKey {
  readonly state: 'there' | 'missing' | 'empty' | 'comes with the run';
}

/** Report whether each key of a run, or of a workflow to be run, exists. Exits with 1 if one does not. */
export async function checkSecrets(run: string, flags: CheckFlags, terminal: Terminal): Promise<void> {
  const { facts } = await targetOf(flags, terminal);
  const kube = await connect(kubeconfigOf(facts, terminal.home));
  const keys = (await isFile(resolve(terminal.cwd, run)))
    ? await keysOfFile(kube, run, flags, terminal)
    : await keysOfRun(kube, facts.namespace, run);
  if (flags.output === 'json') terminal.out(`${JSON.stringify(keys, null, 2)}\n`);
  else if (keys.length === 0) terminal.progress('no pod of it mounts a key\n');
  else
    terminal.out(
      table(
        ['key', 'secret', 'state'],
        keys.map(({ key, secret, state }) => [key, secret, state]),
      ),
    );
  if (keys.some(({ state }) => state === 'missing' || state === 'empty')) terminal.setStatus(Status.WARNINGS);
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

async function keysOfFile(kube: Kube, file: string, flags: CheckFlags, terminal: Terminal): Promise<CheckedKey[]> {
  const request = await renderRequest(file, flags, terminal);
  const { objects, secret } = rendered(request);
  const broughtAlong = secret?.metadata.name;
  const declared = declaredKeys(objects);
  const brought = declared.filter((one) => one.secret === broughtAlong);
  const others = declared.filter((one) => one.secret !== broughtAlong);
  return [
    ...brought.map((one) => ({ ...one, state: 'comes with the run' as const })),
    ...(await checked(kube, request.cluster.namespace, others)),
  ];
}

async function keysOfRun(kube: Kube, namespace: string, runId: string): Promise<CheckedKey[]> {
  const job = await mustHaveJob(kube, { namespace, runId });
  const sets = await kube.list('apps/v1', 'StatefulSet', namespace, `${Label.RUN_ID}=${runId}`);
  return checked(kube, namespace, declaredKeys([job, ...sets]));
}

/** Only the lengths of values are used. */
async function checked(kube: Kube, namespace: string, keys: readonly DeclaredKey[]): Promise<CheckedKey[]> {
  const secrets = new Map<string, Readonly<Record<string, string>>>();
  for (const name of new Set(keys.map(({ secret }) => secret)))
    secrets.set(name, (await kube.get({ apiVersion: 'v1', kind: 'Secret', name, namespace }))?.data ?? {});
  return keys.map((one) => {
    const value = secrets.get(one.secret)?.[one.key];
    return { ...one, state: value === undefined ? 'missing' : value === '' ? 'empty' : 'there' };
  });
}
