// Secrets of a stack in its configuration, as somebody sets them with Pulumi's own command: the content of a kubeconfig, and
// a key that comes with a run. Through the project's Pulumi.yaml and its compiled program to the cluster, and nowhere else.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { objectsIn } from '../../stacks/locked-run';
import { readProject } from '../../stacks/project';
import { renderTenant } from '../../stacks/render';
import { renewal } from '../../stacks/renew';
import { runLockFile, runLockText } from '../../stacks/run-lock';
import { targetNamed } from '../../stacks/targets';
import { STORAGE_CLASS } from '../../tools/cluster-needs';
import { canary, shownIn } from '../stacks/canary';
import { Engine } from './support/engine';
import { differing, gone, live, removed } from './support/live';
import { Project } from './support/project';

const NAMESPACE = 'prodigy-edge';
const WORKFLOW = 'tidy-whitespace';
const { workflows, images } = readProject(join(__dirname, '../..'));
const edge = targetNamed('edge');

/** The text of the private key in the tests' kubeconfig. */
function clientKey(): string {
  const [{ user }] = parse(readFileSync(process.env.KUBECONFIG ?? '', 'utf8')).users;
  const lines = Buffer.from(user['client-key-data'], 'base64').toString().trim().split('\n');
  return lines.slice(1, -1).join('');
}
const secrets = { key: canary('inline key'), rotated: canary('inline rotated'), kubeconfig: clientKey() };

/** A run of a bundled workflow that was locked while its token came from a variable. */
function run() {
  const [tidy] = workflows.filter(({ name }) => name === WORKFLOW);
  const definition = {
    ...tidy!.definition,
    credentials: { 'git-token': { source: 'env', variable: 'NO_SUCH_VARIABLE' } } as const,
    // One that the cluster has, so that its claims wait for pods.
    storage: { storageClass: process.env[STORAGE_CLASS] ?? 'standard' },
  };
  const workflow = { ...tidy!, definition, lock: new Map() };
  const { files, lock } = renewal({ workflow, targets: [edge] }, images);
  return { files, lock, runId: lock.get('edge')! };
}
const { files, lock, runId } = run();
const objects = [...renderTenant(edge, images), ...objectsIn(files)];
const secret: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: `prodigy-secrets-${runId}`, namespace: NAMESPACE },
};
/** The stack, its provider, the tenant and the run; the Secret that is never rendered. */
const ALL = objects.length + 4 + 1;

let engine: Engine;
let project: Project;
/** Everything that anybody was told. */
let told = '';

beforeAll(async () => {
  await gone(NAMESPACE);
  engine = await Engine.start();
  project = new Project(engine);
  write(runLockFile(WORKFLOW), runLockText(lock));
  for (const [path, text] of files) write(join('manifests', path), text);
  for (const { name } of workflows) if (name !== WORKFLOW) rmSync(join(project.folder, runLockFile(name)));
  const kubeconfig = readFileSync(join(project.home, '.kube/config'), 'utf8');
  // Nothing but the configuration leads to the cluster.
  rmSync(join(project.home, '.kube'), { recursive: true });
  pulumi(['stack', 'init', 'edge']);
  pulumi(['config', 'set', 'authentication', 'inline']);
  pulumi(['config', 'rm', 'kubeconfigPath']);
  pulumi(['config', 'set', '--secret', 'kubeconfig'], kubeconfig);
  setKey(secrets.key);
});
afterAll(async () => {
  await removed(NAMESPACE);
  engine?.remove();
});

function write(path: string, text: string): void {
  const file = join(project.folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Pulumi's own command line, in the folder of the project. */
function pulumi(args: readonly string[], input = ''): void {
  const env = { ...process.env, NODE_OPTIONS: '', ...engine.env, HOME: project.home };
  const where = args[0] === 'config' ? ['--stack', 'edge'] : [];
  const ended = spawnSync('pulumi', [...args, ...where, '--non-interactive'], {
    cwd: project.folder,
    env,
    input,
    encoding: 'utf8',
  });
  told += ended.stdout + ended.stderr;
  expect([ended.status, ended.status && ended.stderr]).toEqual([0, 0]);
}
const setKey = (value: string) => pulumi(['config', 'set', '--secret', '--path', 'secrets.git-token'], value);

async function stack(action: string, ...flags: string[]) {
  const ended = await project.stack(action, ...flags);
  told += ended.out + ended.told;
  return ended;
}

/** All that the engine keeps, and the configuration. */
const kept = (): string =>
  [join(engine.folder, 'state'), project.folder]
    .flatMap((folder) =>
      readdirSync(folder, { recursive: folder.endsWith('state'), withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
    )
    .join('\n');

const keyOnCluster = async () => ((await live(secret)) as { data?: Record<string, string> } | undefined)?.data;
const encoded = (value: string) => ({ 'git-token': Buffer.from(value).toString('base64') });

test('an up reaches the cluster by the kubeconfig in its configuration, and makes the Secret of its run from there', async () => {
  const { code, out, told: said } = await stack('up', '--yes', '-o', 'json');
  expect([code, code && said]).toEqual([0, 0]);
  expect(JSON.parse(out)).toMatchObject({ changes: { create: ALL }, outputs: { runs: { [WORKFLOW]: { runId } } } });
  for (const object of objects) expect(await differing(object)).toEqual([]);
  expect(await keyOnCluster()).toEqual(encoded(secrets.key));
  expect(await stack('preview')).toMatchObject({ code: 0, out: `same ${ALL}\n` });
});

test('a key that changes in the configuration is shown as a change, without a value, and changes in place', async () => {
  setKey(secrets.rotated);
  const preview = await stack('preview', '--diff');
  expect(preview).toMatchObject({ code: 0, out: `same ${ALL - 1}, update 1\n` });
  expect(preview.told).toMatch(/git-token *: \[secret\] => \[secret\]/);
  expect(await stack('up', '--yes')).toMatchObject({ code: 0, out: `same ${ALL - 1}, update 1\n` });
  expect(await keyOnCluster()).toEqual(encoded(secrets.rotated));
});

test('no secret is in what anybody was told, in the state, or in the files of the project', async () => {
  expect(shownIn(told, secrets)).toEqual([]);
  const all = kept();
  expect(all).toContain(`"${NAMESPACE}/${secret.metadata.name}"`);
  expect(all).toContain('"ciphertext"');
  expect(all).toMatch(/secrets:\s+git-token:\s+secure: /);
  expect(shownIn(all, secrets)).toEqual([]);
  // They would be found where they are.
  const kubeconfig = readFileSync(process.env.KUBECONFIG ?? '', 'utf8');
  expect(shownIn(kubeconfig, secrets)).toEqual(['kubeconfig as base64']);
  expect(shownIn(JSON.stringify(await keyOnCluster()), secrets)).toEqual(['rotated as base64']);
});
