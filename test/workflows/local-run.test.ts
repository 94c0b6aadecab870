import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadWorkflow } from '../../language/parse-workflow';
import { runLocal } from '../../runtime/programs/local';
import { ScratchRepository } from './scratch-repository';

let repository: ScratchRepository;
let home: string;
let progress: string[];

beforeEach(() => {
  repository = new ScratchRepository();
  progress = [];
  home = mkdtempSync(join(tmpdir(), 'prodigy-home-'));
});
afterEach(() => {
  repository.remove();
  rmSync(home, { recursive: true, force: true });
});

function run(name: string, runId = 'test') {
  const file = join(__dirname, '../../workflows', name, 'workflow.yaml');
  const workflowText = readFileSync(file, 'utf8');
  return runLocal({
    workflow: loadWorkflow(workflowText, file),
    workflowText,
    repositoryPath: repository.path,
    runId,
    mergeIntoCurrentBranch: true,
    onProgress: (line) => progress.push(line),
    home,
    env: process.env,
    signal: new AbortController().signal,
  });
}

test('tidy-whitespace runs as it is, item names with quotes and spaces too', async () => {
  repository.commit('Start', {
    'src/a.txt': 'x \n',
    "it's $(touch hacked).txt": 'y ',
    'say "hi".txt': 'z\t\n',
    'clean.txt': 'clean\n',
  });
  const report = await run('tidy-whitespace');
  expect(progress).toContain('merged into main');
  expect(report).toMatchObject({ outcome: 'complete', items: { total: 4, merged: 3, unchanged: 1, dead: 0 } });
  expect(repository.read('src/a.txt')).toBe('x\n');
  expect(repository.read("it's $(touch hacked).txt")).toBe('y\n');
  expect(repository.read('say "hi".txt')).toBe('z\n');
  expect(repository.git('ls-files').split('\n')).not.toContain('hacked');
}, 30_000);

test('release-notes runs as it is, and hands the tag from one step to the next', async () => {
  repository.commit('Start', {});
  repository.git('tag', 'v1.0');
  repository.commit("Add what's new", {});
  expect(await run('release-notes')).toMatchObject({ outcome: 'complete', result: { commits: 1 } });
  expect(repository.read('RELEASE-NOTES.md')).toMatch(
    /^# Release notes\n\nChanges since v1\.0\.\n\n## Added\n\n- Add what's new \([0-9a-f]+\)\n$/,
  );
}, 30_000);

test('release-notes run where the notes are up to date is complete, with nothing to publish', async () => {
  repository.commit('Start', {});
  await run('release-notes');
  const before = repository.git('rev-parse', 'HEAD');
  const report = await run('release-notes', 'test-2');
  expect(report.outcome).toBe('complete');
  expect(report.result).toBeUndefined();
  expect(repository.git('rev-parse', 'HEAD')).toBe(before);
}, 30_000);
