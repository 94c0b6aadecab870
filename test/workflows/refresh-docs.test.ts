import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { itemsOfOutput } from '../../language/items';
import { parseWorkflow } from '../../language/parse-workflow';
import type { MapReduceWorkflow, ShellCommand } from '../../language/workflow';
import { ScratchRepository, scriptOf } from './scratch-repository';

const file = join(__dirname, '../../workflows/refresh-docs/workflow.yaml');
const parsed = parseWorkflow(readFileSync(file, 'utf8'), file);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
const workflow = parsed.workflow as MapReduceWorkflow;
const [compare, onlyThis] = workflow.map.agentTemplate;
let repository: ScratchRepository;

beforeEach(() => {
  repository = new ScratchRepository();
});
afterEach(() => repository.remove());

const documents = () => itemsOfOutput(repository.step(workflow.map.input).stdout, workflow.map).map(({ data }) => data);

/** What the check of one document says. */
function check(document: string): unknown {
  const script = (compare!.validate!.commands[0]!.command as ShellCommand).text;
  return JSON.parse(repository.step(script, { 'item.item': document }).stdout);
}

test('the file has nothing to warn of', () => {
  expect(parsed.warnings).toEqual([]);
});

test('items are the Markdown documents, without histories and without those of others', () => {
  const names = ['b/CHANGELOG.md', 'README.md', 'docs/a b.md', 'vendor/x/README.md', 'src/main.ts', 'docs/RELEASE.md'];
  repository.commit('Start', Object.fromEntries(names.map((name) => [name, 'x\n'])));
  expect(documents()).toEqual([{ item: 'README.md' }, { item: 'docs/RELEASE.md' }, { item: 'docs/a b.md' }]);
});

test('a document is complete when every relative link leads to something', () => {
  const text = 'See [a](b.md#part), [up](../README.md), [web](https://example.com/x), [root](/etc), [here](#part).\n';
  repository.commit('Start', { 'README.md': 'x\n', 'docs/b.md': 'x\n', 'docs/a b.md': text });
  expect(check('docs/a b.md')).toEqual({ completion_percentage: 100, missing: [] });
  repository.commit('Link to nothing', { 'docs/a b.md': `${text}[gone](gone.md) ![odd](we"i\\rd.png "title")\n` });
  expect(check('docs/a b.md')).toEqual({ completion_percentage: 0, missing: ['gone.md', 'we"i\\rd.png'] });
});

test.each([
  ['', 0],
  ['docs/a b.md', 0],
  ['docs/a b.md src/main.ts', 1],
])('an agent that changed %j ends its item with %i', (changed, status) => {
  repository.commit('Start', {});
  const values = { 'workflow.files_changed': changed, 'item.item': 'docs/a b.md' };
  expect(repository.step(scriptOf(onlyThis), values).status).toBe(status);
});

test('the merge brings the corrections into the target branch, as one merge commit', () => {
  repository.commit('Start', { 'README.md': 'x\n' });
  repository.git('checkout', '--quiet', '-b', 'session');
  repository.commit('Correct README.md', { 'README.md': 'y\n' });
  const values = { 'merge.source_branch': 'session', 'merge.target_branch': 'main' };
  expect(repository.step(scriptOf(workflow.merge!.steps[0]), values).status).toBe(0);
  expect(repository.git('log', '--first-parent', '--format=%s')).toBe('Refresh the documents\nStart');
  expect(repository.read('README.md')).toBe('y\n');
});
