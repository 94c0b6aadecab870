import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadWorkflow } from '../../language/parse-workflow';
import type { StandardWorkflow } from '../../language/workflow';
import { ScratchRepository, scriptOf } from './scratch-repository';

const file = join(__dirname, '../../workflows/release-notes/workflow.yaml');
const { commands } = loadWorkflow(readFileSync(file, 'utf8'), file) as StandardWorkflow;
const [find, write, show] = commands;
let repository: ScratchRepository;

beforeEach(() => {
  repository = new ScratchRepository();
});
afterEach(() => repository.remove());

const lastTag = () => repository.step(scriptOf(find)).stdout.trim();
const writeNotes = () => repository.step(scriptOf(write), { last_tag: lastTag() });
const notes = () => repository.read('RELEASE-NOTES.md').replaceAll(/\([0-9a-f]{7,}\)/g, '(…)');

test('the second step needs what the first one captured, and may find nothing to commit', () => {
  expect(find!.capture!.name).toBe('last_tag');
  expect(write!.commitRequired).toBe(false);
});

test('without a tag the notes tell of all commits, in groups', () => {
  repository.commit('Start the project', {});
  repository.commit('fix: "quotes" & $(odd) things', {});
  repository.commit('Document the flags', {});
  repository.commit('Rename a folder', {});
  expect(lastTag()).toBe('');
  expect(writeNotes().status).toBe(0);
  expect(notes()).toBe(`# Release notes

All changes so far.

## Added

- Start the project (…)

## Fixed

- fix: "quotes" & $(odd) things (…)

## Changed

- Rename a folder (…)

## Documentation

- Document the flags (…)
`);
});

test('after a tag the notes tell of what came since', () => {
  repository.commit('Start', {});
  repository.git('tag', '-a', 'v1.0', '-m', 'v1.0');
  repository.commit('Add a flag', {});
  expect(lastTag()).toBe('v1.0');
  writeNotes();
  expect(notes()).toBe('# Release notes\n\nChanges since v1.0.\n\n## Added\n\n- Add a flag (…)\n');
});

test('the notes are committed, alone', () => {
  repository.commit('Start', { 'a.txt': 'a\n' });
  writeNotes();
  expect(repository.git('show', '--format=%s', '--name-only')).toBe('Write the release notes\n\nRELEASE-NOTES.md');
  expect(repository.step(scriptOf(show)).stdout).toBe(repository.read('RELEASE-NOTES.md'));
});

test('written again they stay as they are, and say so', () => {
  repository.commit('Start', {});
  writeNotes();
  const before = repository.git('rev-parse', 'HEAD');
  const { status, stdout } = writeNotes();
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'RELEASE-NOTES.md is up to date\n' });
  expect(repository.git('rev-parse', 'HEAD')).toBe(before);
});
