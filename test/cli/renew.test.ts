import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../../cli/cli-error';
import { renewRuns } from '../../cli/commands/renew';
import type { Terminal } from '../../cli/terminal';
import { renderApp } from '../../stacks/app';
import { readTree } from '../../stacks/manifest-folder';
import { readProject } from '../../stacks/project';

const source = join(__dirname, '../..');
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'prodigy-renew-'));
  for (const name of ['workflows', 'manifests', 'images.lock'])
    cpSync(join(source, name), join(root, name), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Renew in the copy of the project. @returns what is printed. */
function renew(...[name, flags]: [string, Parameters<typeof renewRuns>[1]]): string {
  let printed = '';
  const out = (text: string) => {
    printed += text;
  };
  renewRuns(name, flags, { out } as Terminal, root);
  return printed;
}
const lock = () => JSON.parse(readFileSync(join(root, 'workflows/tidy-whitespace/run.lock'), 'utf8'));
const release = (tag: string) => {
  const file = join(root, 'images.lock');
  const images = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...images, agent: { ...images.agent, tag } }));
};

test('a renewed run is one changed line of the lock and its manifests, nothing else', () => {
  release('9.9.9');
  const [locks, before] = [lock(), readTree(join(root, 'manifests'))];
  const printed = renew('tidy-whitespace', { target: 'production' });
  const after = lock();
  expect(printed).toBe(`production: ${locks.production} -> ${after.production}\n`);
  expect(after).toEqual({ ...locks, production: expect.stringMatching(/^tidy-whitespace-[0-9a-f]{8}$/) });
  const tree = readTree(join(root, 'manifests'));
  const changed = [...tree.keys()].filter((path) => tree.get(path) !== before.get(path));
  expect(changed.length).toBeGreaterThan(10);
  for (const path of changed) expect(path).toMatch(/^production\/tidy-whitespace\//);
});

test('what was renewed is what the next synth keeps', () => {
  release('9.9.9');
  renew('tidy-whitespace', { all: true });
  const project = readProject(root);
  const kept = renderApp(project);
  for (const path of ['edge', 'production', 'production-staging'].map((name) => `${name}/tidy-whitespace/job.yaml`))
    expect(kept.get(path)).toBe(project.committed.get(path));
  expect(kept.get('production/tidy-whitespace/job.yaml')).toContain(':9.9.9');
});

test('files of the run before do not stay among those of the next', () => {
  writeFileSync(join(root, 'manifests/edge/tidy-whitespace/old.yaml'), 'kind: Old\n');
  renew('tidy-whitespace', { target: 'edge' });
  expect(readTree(join(root, 'manifests/edge/tidy-whitespace')).has('old.yaml')).toBe(false);
});

test('a run that would be the same is the same, and --again makes it another', () => {
  renew('tidy-whitespace', { target: 'edge' });
  const { edge } = lock();
  expect(renew('tidy-whitespace', { target: 'edge' })).toBe(
    `edge: ${edge}, as before; --again makes another run of it\n`,
  );
  expect(renew('tidy-whitespace', { target: 'edge', again: true })).toBe(`edge: ${edge} -> ${edge}-2\n`);
});

test('the first run on a target has none before it', () => {
  rmSync(join(root, 'workflows/tidy-whitespace/run.lock'));
  expect(renew('tidy-whitespace', { target: 'edge' })).toBe(`edge: no run -> ${lock().edge}\n`);
});

test.each<[string, Parameters<typeof renewRuns>[1], RegExp]>([
  ['mars', { all: true }, /^'workflow' must be one of .*tidy-whitespace, got mars: see stacks\/bundled-workflows\.ts$/],
  ['tidy-whitespace', {}, /^'--target' must be one of edge, production, production-staging, got nothing: /],
  ['tidy-whitespace', { all: true, images: '/nowhere' }, /\/nowhere/],
])('%s with %j is refused, and nothing is written', (name, flags, message) => {
  const before = readTree(root);
  const call = () => renew(name, flags);
  expect(call).toThrow(CliError);
  expect(call).toThrow(message);
  expect(readTree(root)).toEqual(before);
});
