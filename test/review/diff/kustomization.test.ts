import { diff } from '../../../review/diff/diff';
import { renderingOf } from '../../../stacks/compared-manifests';
import { readTree } from '../../../stacks/manifest-folder';

const FOLDER = 'production/tidy-whitespace';
const FILE = `${FOLDER}/kustomization.yaml`;
const committed = new Map([...readTree('manifests')].filter(([path]) => path.startsWith(`${FOLDER}/`)));
const text = committed.get(FILE) ?? '';

/** What is told where the kustomization of a run becomes another one. */
const told = (kustomization: string): string[] =>
  diff(
    renderingOf(committed, 'manifests'),
    renderingOf(new Map([...committed, [FILE, kustomization]]), 'manifests'),
  ).map(({ verdict, object, file, message }) => `${verdict}: ${object} in ${file}: ${message}`);

const BEYOND = `wider-rights: Kustomization/tidy-whitespace in ${FILE}: what is applied differs from the files that are compared`;

test('a file that its kustomization no longer names is not applied, and its object is told as gone', () => {
  expect(text).toContain('  - networkpolicy.default-deny.yaml\n');
  const lines = told(text.replace('  - networkpolicy.default-deny.yaml\n', ''));
  expect(lines[0]).toMatch(/^wider-rights: NetworkPolicy\/prodigy-tidy-whitespace-\w+-default-deny in /);
  expect(lines.filter((line) => line.includes('only the remaining policies'))).toHaveLength(1);
});

test.each([
  ['a patch', `${text}patches:\n  - path: more.yaml\n`],
  ['images of its own', `${text}images:\n  - {name: a, newName: b}\n`],
  ['what lies elsewhere', `${text}  - https://git.example.com/other.git\n`],
  ['what lies beside it', `${text}  - ../other\n`],
])('a kustomization with %s is told, since no file shows it', (_, changed) => {
  expect(told(changed)).toEqual([BEYOND]);
});

test('the order of files, and how they are written, is nothing', () => {
  const [start = '', list = ''] = text.split('resources:\n');
  const lines = list.trimEnd().split('\n').reverse();
  expect(told(`${start}resources:\n${lines.join('\n').replaceAll('- ', '- ./')}\n`)).toEqual([]);
});

test('a kustomization that is no YAML is named with the place', () => {
  expect(() => told('resources: [\n')).toThrow(
    /^manifests\/production\/tidy-whitespace\/kustomization\.yaml:\d+:\d+: not valid YAML: /,
  );
});
