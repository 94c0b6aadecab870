import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { imageReference } from '../../contract/images';
import { MAX_RUN_ID_LENGTH } from '../../contract/names';
import { Path } from '../../contract/paths';
import { renderApp, runFiles } from '../../stacks/app';
import { parseImages } from '../../stacks/images';
import { readTree } from '../../stacks/manifest-folder';
import { readProject } from '../../stacks/project';
import { renderRun } from '../../stacks/render';
import { containersOf, podSpecOf, violations } from '../constructs/restricted';
import type { Rendered } from '../constructs/synthesized';
import { secretValues } from './secret-values';

const root = join(__dirname, '../..');
const project = readProject(root);
const committed = readTree(join(root, 'manifests'));
const rendered = renderApp(project);

/** What the next run of every workflow would be, also where the committed one is locked. */
const next = project.clusters.flatMap((cluster) =>
  project.workflows.flatMap((workflow) => [...runFiles(workflow, cluster, project.images)]),
);
const reviewed = new Map([...committed, ...next]);

test('the committed manifests are what is rendered', () => {
  // Changed on purpose? npm run synth, then review the diff.
  expect(Object.fromEntries(rendered)).toEqual(Object.fromEntries(committed));
});

test('every workflow is rendered for every target', () => {
  const folders = new Set([...committed.keys()].map((path) => path.split('/').slice(0, 2).join('/')));
  expect([...folders].sort()).toEqual(
    ['development', 'edge', 'production', 'production-staging']
      .flatMap((cluster) =>
        ['_tenant', 'refresh-docs', 'release-notes', 'tidy-whitespace'].map((folder) => `${cluster}/${folder}`),
      )
      .sort(),
  );
});

const everyObject = [...reviewed]
  .filter(([path]) => !path.endsWith('/kustomization.yaml'))
  .map(([path, text]) => [path, parse(text) as Rendered] as const);
const ofRuns = everyObject.filter(([path]) => !path.includes('/_tenant/'));
const withPods = everyObject.filter(([, object]) => podSpecOf(object));

test.each(everyObject)('%s has its namespace and its labels', (path, { kind, metadata }) => {
  const namespace = project.clusters.find(({ name }) => path.startsWith(`${name}/`))?.namespace;
  expect(kind === 'Namespace' ? metadata.name : metadata.namespace).toBe(namespace);
  expect(metadata.labels).toMatchObject({
    app: 'prodigy',
    'app.kubernetes.io/name': 'prodigy',
    'app.kubernetes.io/part-of': 'prodigy',
    'app.kubernetes.io/managed-by': 'prodigy-k8s',
  });
});

test.each(ofRuns)('%s is named by its run, without a hash of its own', (path, { metadata, spec }) => {
  const runId = metadata.labels['prodigy.io/run-id'];
  const workflow = path.split('/')[1];
  expect(runId).toMatch(new RegExp(`^${workflow}-[0-9a-f]{8}$`));
  expect(metadata.name).toMatch(new RegExp(`^prodigy(-[a-z]+)?-${runId}(-[a-z-]+)?$`));
  expect(metadata.labels).toMatchObject({ workflow, 'app.kubernetes.io/instance': runId });
  if (spec?.template) expect(spec.template.metadata.labels).toMatchObject({ 'prodigy.io/run-id': runId, workflow });
});

test.each(everyObject)('%s holds no secret', (path, object) => {
  expect(object.kind).not.toBe('Secret');
  expect(secretValues(reviewed.get(path) as string)).toEqual([]);
});

test.each([
  'PASSWORD="correct-horse-battery"',
  'value: ghp_0123456789abcdefghijABCDEFGHIJ012345',
  'url: https://me:hunter2@git.example.com/a.git',
  `data: ${Buffer.from('sk-ant-0123456789abcdefghij').toString('base64')}`,
  '-----BEGIN OPENSSH PRIVATE KEY-----',
])('the scan for secrets sees %s', (planted) => {
  const [, text] = [...committed][0] as [string, string];
  expect(secretValues(`${text}${planted}\n`)).not.toEqual([]);
});

test.each(withPods)('%s passes Pod Security restricted', (_, object) => {
  expect(violations(podSpecOf(object))).toEqual([]);
});

test.each(withPods)('%s names only images of the lock', (_, object) => {
  const { agent, redis } = parseImages(readFileSync(join(root, 'images.lock'), 'utf8'), 'images.lock');
  for (const { image } of containersOf(podSpecOf(object))) {
    expect([imageReference(agent), imageReference(redis)]).toContain(image);
    expect(image).not.toMatch(/:latest$/);
  }
});

test.each(everyObject.filter(([, { kind }]) => kind === 'ServiceAccount'))(
  '%s mounts no token by itself',
  (_, account) => {
    expect(account.automountServiceAccountToken).toBe(false);
  },
);

test.each(withPods)('%s: only the workspace server’s container can speak to the API server', (_, object) => {
  for (const { name, volumeMounts } of containersOf(podSpecOf(object))) {
    const mounted = volumeMounts.some((mount: Rendered) => mount.mountPath.startsWith(Path.API_ACCESS));
    expect(mounted).toBe(name === 'prodigy-workspace');
  }
});

test('with the longest run id every name and label still fits', () => {
  const [, workflow] = project.workflows;
  const runId = 'a'.repeat(MAX_RUN_ID_LENGTH);
  const { objects } = renderRun({
    ...workflow!.definition,
    ...project,
    workflow: workflow!.source,
    cluster: project.clusters[0]!,
    runId,
  });
  // Kubernetes' own additions: `-<index>` of a Job's pods, an 11 character revision of a StatefulSet's.
  const room: Record<string, number> = { Job: 63 - '-999'.length, StatefulSet: 63 - 11 };
  for (const { kind, metadata } of objects) {
    expect(metadata.name.length).toBeLessThanOrEqual(room[kind] ?? 63);
    for (const value of Object.values(metadata.labels ?? {})) expect(value.length).toBeLessThanOrEqual(63);
  }
});
