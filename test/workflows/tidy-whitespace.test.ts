import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadWorkflow } from '../../language/parse-workflow';
import type { MapReduceWorkflow } from '../../language/workflow';
import { ScratchRepository, scriptOf } from './scratch-repository';

const file = join(__dirname, '../../workflows/tidy-whitespace/workflow.yaml');
const workflow = loadWorkflow(readFileSync(file, 'utf8'), file) as MapReduceWorkflow;
const [tidy] = workflow.map.agentTemplate;
let repository: ScratchRepository;

beforeEach(() => {
  repository = new ScratchRepository();
});
afterEach(() => repository.remove());

const items = () => JSON.parse(repository.step(workflow.map.input).stdout) as { path: string }[];
const tidyEntry = (path: string) => repository.step(scriptOf(tidy), { 'item.path': path });

test('items are the tracked top-level entries, whatever their names hold', () => {
  const names = [
    'a b.txt',
    "it's.txt",
    'say "hi".txt',
    'back\\slash.txt',
    'bell\u0007\u0001.txt',
    'tab\there',
    'ä.txt',
    '$(x)',
  ];
  repository.commit('Add odd names', Object.fromEntries([...names, 'folder/inside.txt'].map((name) => [name, 'x\n'])));
  expect(
    items()
      .map(({ path }) => path)
      .sort(),
  ).toEqual([...names, 'folder'].sort());
});

test('a repository without files has no items', () => {
  repository.commit('Start', {});
  expect(items()).toEqual([]);
});

test('trailing white space goes and a missing final newline comes, in every text file beneath the entry', () => {
  repository.commit('Start', {
    'src/a.txt': 'one  \ntwo\t \n\n  three',
    'src/deep/b c\'s "d".txt': 'x ',
    'other/a.txt': 'kept \n',
  });
  expect(tidyEntry('src').status).toBe(0);
  expect(repository.read('src/a.txt')).toBe('one\ntwo\n\n  three\n');
  expect(repository.read('src/deep/b c\'s "d".txt')).toBe('x\n');
  expect(repository.read('other/a.txt')).toBe('kept \n');
  expect(repository.git('log', '-1', '--format=%s')).toBe('Tidy white space in src');
  expect(repository.git('status', '--porcelain')).toBe('');
});

test.each([
  ['Markdown', 'a.MD', 'line break  \n'],
  ['patches', 'a.patch', ' \n'],
  ['CR LF files', 'a.txt', 'one \r\ntwo\r\n'],
  ['binary files', 'a.bin', '\0 \n'],
  ['untracked files', '.git/info/a.txt', 'x \n'],
])('%s are left alone', (_, name, content) => {
  repository.commit('Start', { [name]: content });
  const before = repository.git('rev-parse', 'HEAD');
  expect(tidyEntry(name).status).toBe(0);
  expect(repository.read(name)).toBe(content);
  expect(repository.git('rev-parse', 'HEAD')).toBe(before);
});

test.each(["it's $(touch hacked).txt", '*', ':(exclude)x', '-n', 'say "hi"'])('an entry named %s is tidied', (name) => {
  repository.commit('Start', { [name]: 'x \n', 'other.txt': 'kept \n' });
  expect(tidyEntry(name).status).toBe(0);
  expect(repository.read(name)).toBe('x\n');
  expect(repository.read('other.txt')).toBe('kept \n');
  expect(repository.git('log', '-1', '--format=%s')).toBe(`Tidy white space in ${name}`);
});

test('files keep their mode', () => {
  repository.commit('Start', { 'run.sh': 'true \n' });
  repository.git('update-index', '--chmod=+x', 'run.sh');
  repository.git('commit', '--quiet', '--message', 'Make it executable');
  repository.git('checkout', '--', 'run.sh');
  tidyEntry('run.sh');
  expect(repository.git('ls-files', '--stage', 'run.sh')).toMatch(/^100755 /);
});

test('a tidy entry gets no commit', () => {
  repository.commit('Start', { 'a.txt': 'x\n' });
  const before = repository.git('rev-parse', 'HEAD');
  expect(tidyEntry('a.txt').status).toBe(0);
  expect(repository.git('rev-parse', 'HEAD')).toBe(before);
});

test('the last step says how many entries there were', () => {
  const [say] = workflow.reduce.steps;
  expect(repository.step(scriptOf(say), { 'map.total': '5', 'map.failed': '1' }).stdout).toBe(
    'went through 5 top-level entries, 1 of them failed\n',
  );
});
