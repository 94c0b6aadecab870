import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../review/preflight/finding';
import { Scratch } from './prodigy';

const root = join(__dirname, '..', '..');
const scratch = new Scratch();
const here = ['--repository', 'https://git.example.com/a/b.git', '--revision', 'main'];

beforeAll(() => {
  scratch.write('flow.yaml', '- shell: make\n');
  cpSync(join(root, 'manifests'), join(scratch.path, 'manifests'), { recursive: true });
});
afterAll(() => scratch.remove());

/** Change the agents of a copied run. */
function edited(path: string, from: string, to: string): void {
  const file = join(scratch.path, path);
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(from, to));
}

test('a workflow file is checked as it would be rendered', () => {
  const { status, stdout, stderr } = scratch.prodigy(
    ...['preflight', 'flow.yaml', '--cluster', 'edge', '--secret', 'keys', ...here],
  );
  expect(stdout).toMatch(
    /^warning: \w+\/prodigy-\S+: 'image' must be pinned by digest, got .*images\.lock\n {2}a tag /,
  );
  expect(stderr).toBe('flow.yaml: 0 errors, 1 warning, 0 infos\n');
  expect(status).toBe(0);
});

test('warnings are a failure where --strict says so', () => {
  expect(scratch.prodigy('preflight', 'flow.yaml', '--cluster', 'edge', '--strict', ...here).status).toBe(1);
});

test('errors come first and exit 6', () => {
  const { status, stdout } = scratch.prodigy(
    ...['preflight', 'flow.yaml', '--cluster', 'edge', '--storage-class', 'fast', ...here],
  );
  expect(status).toBe(6);
  expect(stdout).toMatch(
    /^error: PersistentVolumeClaim\/\S+: 'spec\.storageClassName' must be one of local-path, got fast: /,
  );
});

test('the manifests of every target are checked against the target that their folder names', () => {
  const { status, stdout, stderr } = scratch.prodigy('preflight', 'manifests', '-o', 'json');
  expect(status).toBe(0);
  expect(stderr).toMatch(/^manifests: 0 errors, \d+ warnings, \d+ infos\n$/);
  const findings: Finding[] = JSON.parse(stdout);
  expect(findings[0]).toMatchObject({
    severity: 'warning',
    check: 'image-digests',
    file: expect.stringMatching(/^manifests\/development\/[-a-z]+\/job\.yaml$/),
  });
});

test('one run is checked beside what its namespace holds', () => {
  edited('manifests/production/tidy-whitespace/job.yaml', 'parallelism: 4', 'parallelism: 25');
  const folder = 'manifests/production/tidy-whitespace';
  const { status, stdout } = scratch.prodigy('preflight', folder, '--cluster', 'production');
  expect(status).toBe(6);
  expect(stdout).toMatch(
    /^error: manifests\/production\/tidy-whitespace\/job\.yaml \(Job\/\S+\): 'spec\.parallelism' must be at most 24, got 25: use 24 agents, or raise limits\.cpu of the namespace from 100 to 104\n/,
  );
  expect(stdout).not.toContain('_tenant');
  // The folder above names the target.
  expect(scratch.prodigy('preflight', folder).stdout).toBe(stdout);
});

test.each([
  [['flow.yaml'], "'--cluster' must be given with a workflow file, got none: name the target cluster"],
  [['none.yaml', '--cluster', 'edge'], "'file' must be a readable workflow file, got none.yaml: nothing there"],
  [['empty'], "'path' must contain manifests, got none: name a folder written by synth"],
  [['mars'], "'target' must be one of development, edge, production, production-staging, got mars: "],
  [['broken', '--cluster', 'edge'], 'broken/run/job.yaml:2:1: not valid YAML: '],
  [
    ['foreign', '--cluster', 'edge'],
    'foreign/run/a.yaml:1:1: a manifest must have apiVersion, kind and metadata.name, got something else: name a folder of rendered manifests',
  ],
])('%j is refused with one sentence', (args, message) => {
  scratch.write('empty/readme.txt', '');
  scratch.write('mars/run/job.yaml', 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\n');
  scratch.write('broken/run/job.yaml', 'kind: [Job\n');
  scratch.write('foreign/run/a.yaml', 'kind: Job\n');
  const { status, stdout, stderr } = scratch.prodigy('preflight', ...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(`prodigy-k8s: ${message}`);
  expect(stderr).not.toMatch(/\n\s+at /);
});

const wrong = ['flow.yaml', '--cluster', 'edge', '--storage-class', 'fast', ...here];
const error =
  /^(warning.*\n .*\n)*error: PersistentVolumeClaim\/\S+: 'spec\.storageClassName' must be one of local-path/m;

test('a run with errors is refused before any cluster is asked', () => {
  const { status, stdout, stderr } = scratch.prodigy('run', ...wrong);
  expect({ status, stdout }).toEqual({ status: 6, stdout: '' });
  expect(stderr).toMatch(error);
  expect(stderr).toMatch(
    /\nprodigy-k8s: nothing was applied: 1 error above; --skip-preflight submits the run anyway\n$/,
  );
});

test('--skip-preflight goes on to the cluster', () => {
  const { status, stderr } = scratch.prodigy('run', ...wrong, '--skip-preflight');
  expect(status).toBe(2);
  expect(stderr).toBe(
    "prodigy-k8s: '--kubeconfig' must name a readable kubeconfig: ENOENT: no such file or directory, open '/nonexistent'\n",
  );
});

test('render tells errors and warnings on stderr, and renders all the same', () => {
  const { status, stdout, stderr } = scratch.prodigy('render', ...wrong);
  expect(status).toBe(0);
  expect(stdout).toContain('kind: Job\n');
  expect(stderr).toMatch(error);
  expect(stderr).not.toContain('info: ');
});
