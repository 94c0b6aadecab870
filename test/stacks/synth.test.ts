import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTree } from '../../stacks/manifest-folder';

const root = join(__dirname, '../..');
const SOURCES = ['contract', 'language', 'constructs', 'workflows', 'stacks', 'tools', 'manifests'];
const FILES = ['cdk8s.yaml', 'images.lock', 'package.json', 'tsconfig.json'];
let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'prodigy-synth-'));
  for (const source of [...SOURCES, ...FILES]) cpSync(join(root, source), join(project, source), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

function run(program: string, args: string[], env: Record<string, string> = {}) {
  const options = { cwd: project, env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false', ...env } };
  return spawnSync(join(root, 'node_modules/.bin', program), args, { ...options, encoding: 'utf8' as const });
}
const synth = (env?: Record<string, string>) => run('cdk8s', ['synth'], env);
/** What `cdk8s synth` runs, without what it does around that. */
const synthAlone = () => run('tsx', ['stacks/synth.ts']);
const check = (env?: Record<string, string>) => run('tsx', ['tools/synth-check.ts'], env);
const manifests = (of: string) => Object.fromEntries(readTree(join(of, 'manifests')));

test('cdk8s synth makes the manifests again, byte for byte, whatever zone and language the machine has', () => {
  for (const folder of ['development', 'edge/_tenant', 'production/_tenant'])
    rmSync(join(project, 'manifests', folder), { recursive: true });
  const { status, stderr } = synth({
    TZ: 'Pacific/Chatham',
    LANG: 'tr_TR.UTF-8',
    LC_ALL: 'C',
    CDK8S_DISABLE_SORT: '1',
  });
  expect({ status, stderr: stderr.includes('Error') }).toEqual({ status: 0, stderr: false });
  expect(manifests(project)).toEqual(manifests(root));
  expect(check({ TZ: 'America/Caracas', LANG: 'de_DE.UTF-8' }).status).toBe(0);
}, 60_000);

test('a changed image shows as changed lines, in every file that names the run', () => {
  const lock = JSON.parse(readFileSync(join(project, 'images.lock'), 'utf8'));
  const other = join(project, 'other.lock');
  writeFileSync(other, JSON.stringify({ ...lock, agent: { ...lock.agent, tag: '9.9.9' } }));
  const { status, stdout, stderr } = check({ PRODIGY_IMAGES: other });
  expect(status).toBe(1);
  expect(stdout).toContain('+          image: ghcr.io/prodigy-kubernetes/agent:9.9.9');
  expect(stderr).toMatch(
    /'manifests\/' must be what is rendered, got \d+ files that differ: npm run synth, then review the diff\n$/,
  );
}, 60_000);

test('a run that is locked and gone is not rendered anew: that would start another', () => {
  rmSync(join(project, 'manifests/edge/tidy-whitespace'), { recursive: true });
  const { status, stderr } = synthAlone();
  expect(status).not.toBe(0);
  expect(stderr).toMatch(
    /'manifests\/edge\/tidy-whitespace' must hold the run tidy-whitespace-[0-9a-f]{8}, got nothing: restore it from git/,
  );
  cpSync(join(root, 'manifests'), join(project, 'manifests'), { recursive: true });
}, 60_000);

test('a workflow without a lock runs nowhere but where people submit it, and synth says so', () => {
  const lock = join(project, 'workflows/tidy-whitespace/run.lock');
  rmSync(lock);
  const { status, stderr } = synthAlone();
  expect(status).toBe(0);
  expect(stderr).toContain('tidy-whitespace does not run on edge: prodigy-k8s renew tidy-whitespace --target edge\n');
  expect(readTree(join(project, 'manifests/edge/tidy-whitespace')).size).toBe(0);
  cpSync(join(root, 'workflows/tidy-whitespace/run.lock'), lock);
  cpSync(join(root, 'manifests'), join(project, 'manifests'), { recursive: true });
}, 60_000);

test('a synth that fails says why and leaves the manifests as they were', () => {
  writeFileSync(join(project, 'workflows/tidy-whitespace/workflow.yaml'), 'mode: mapreduce\n');
  const { status, stderr } = synth();
  expect(status).not.toBe(0);
  expect(stderr).toContain('cannot render tidy-whitespace for development: workflows/tidy-whitespace/workflow.yaml:');
  expect(stderr).not.toMatch(/\n\s+at .*\/stacks\/[a-z-]+\.ts/);
  expect(manifests(project)).toEqual(manifests(root));
  expect(check().stderr).toContain('cannot render tidy-whitespace for development: ');
}, 60_000);
