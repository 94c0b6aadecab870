import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatFinding } from '../language/finding';
import { parseWorkflow } from '../language/parse-workflow';

const root = join(__dirname, '..');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map(inDocs),
].filter((page) => page.endsWith('.md'));

function inDocs(name: string): string {
  return join('docs', name);
}

const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

/** Workflows are told by their steps; other YAML on the pages is none of this test's. */
const workflows = pages.flatMap((page) =>
  [...textOf(page).matchAll(/```yaml\n(.*?)```/gs)]
    .map(([, yaml], index) => [`${page}, block ${index + 1}`, yaml!] as const)
    .filter(([, yaml]) => /^(commands|mode):/m.test(yaml)),
);

test('the pages hold workflows', () => {
  expect(workflows.length).toBeGreaterThan(3);
});

test.each(workflows)('the workflow of %s has nothing to complain or warn of', (name, yaml) => {
  const result = parseWorkflow(yaml, name);
  expect([...(result.ok ? [] : result.errors), ...result.warnings].map(formatFinding)).toEqual([]);
});

test.each(pages)('every relative link of %s leads to a file', (page) => {
  const links = [...textOf(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link]) => link!);
  const relative = links.filter((link) => !/^[a-z]+:/.test(link));
  expect(relative.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
});
