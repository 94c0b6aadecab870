import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { KUSTOMIZATION } from '../../stacks/kustomization';
import { readProject } from '../../stacks/project';

const root = join(__dirname, '../..');
const { committed, clusters } = readProject(root);
const targets = clusters.filter(({ delivery }) => delivery === 'gitops').map(({ name }) => name);
const runs = [...committed]
  .filter(([path]) => targets.some((target) => path.startsWith(`${target}/`)) && !path.includes('/_tenant/'))
  .filter(([path]) => !path.endsWith(KUSTOMIZATION))
  .map(([, text]) => parse(text));
const ofKind = (kind: string) => runs.filter((object) => object.kind === kind);
const page = readFileSync(join(root, 'docs/how-to/gitops.md'), 'utf8');

const HINTS = {
  Job: { 'kustomize.toolkit.fluxcd.io/ssa': 'IfNotPresent' },
  PersistentVolumeClaim: {
    'kustomize.toolkit.fluxcd.io/prune': 'disabled',
    'argocd.argoproj.io/sync-options': 'Prune=false',
  },
};

test.each(Object.entries(HINTS))('every %s says to Flux and Argo CD what the page tells of', (kind, annotations) => {
  expect(ofKind(kind).length).toBeGreaterThan(0);
  for (const { metadata } of ofKind(kind)) expect(metadata.annotations).toMatchObject(annotations);
  for (const [name, value] of Object.entries(annotations))
    expect(page).toMatch(new RegExp(`\`${name}: ${value}\`|\`${name}\``));
});

test('no Job removes itself, and no set says how many pods it has', () => {
  for (const { spec } of ofKind('Job')) expect(spec).not.toHaveProperty('ttlSecondsAfterFinished');
  for (const { spec } of ofKind('StatefulSet')) expect(spec).not.toHaveProperty('replicas');
});

const manifestsOf = (kind: string) =>
  [...page.matchAll(/```yaml\n(.*?)```/gs)]
    .map(([, yaml]) => parse(yaml!))
    .filter((manifest) => manifest.kind === kind);
const isRendered = (path: string) => committed.has(`${path.replace(/^(\.\/)?manifests\//, '')}/${KUSTOMIZATION}`);

test('Flux takes folders that are rendered, each workflow after its tenant, and waits for no run', () => {
  const [{ metadata, spec }] = manifestsOf('Kustomization');
  expect(isRendered(spec.path)).toBe(true);
  const target = targets.find((name) => spec.path === `./manifests/${name}/${metadata.name.replace('prodigy-', '')}`);
  const [tenant] = spec.dependsOn;
  expect(page).toContain(`named \`${tenant.name}\`, for \`./manifests/${target}/_tenant\``);
  expect(isRendered(`manifests/${target}/_tenant`)).toBe(true);
  expect(spec).toMatchObject({ prune: true, wait: false });
});

test('Argo CD leaves alone what a run changes of its Job, and tracks by annotation since the label is taken', () => {
  const [application] = manifestsOf('Application');
  expect(application.spec.ignoreDifferences).toEqual([
    { group: 'batch', kind: 'Job', jsonPointers: ['/spec/parallelism', '/spec/completions'] },
  ]);
  expect(application.spec.syncPolicy.syncOptions).toContain('RespectIgnoreDifferences=true');
  expect(isRendered(application.spec.source.path)).toBe(true);
  for (const { metadata } of runs)
    expect(metadata.labels['app.kubernetes.io/instance']).toBe(metadata.labels['prodigy.io/run-id']);
});
