import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as names from '../language/names/engine-names';

const docs = join(__dirname, '..', 'docs');
const page = readFileSync(join(docs, 'language.md'), 'utf8');
const schema = JSON.parse(readFileSync(join(docs, 'workflow.schema.json'), 'utf8')) as {
  readonly definitions: Readonly<Record<'step' | 'retry' | 'commitConfig', { readonly properties: object }>>;
};

/** What the first column of a section's table names, in order. */
function named(section: string): string[] {
  const text = page.split(`\n## ${section}\n`)[1]!.split('\n## ')[0]!;
  const cells = [...text.matchAll(/^\| (`.*)\|$/gm)].map(([, row]) => row!.split(' | ')[0]!);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
}

const sorted = (list: Iterable<string>): string[] => [...new Set(list)].sort();

test('the page tells of every variable that the engine sets, and of no other', () => {
  const known = Object.values(names).flatMap((table) =>
    Object.entries(table).flatMap(([name, fields]) =>
      fields === 'any' || fields.length === 0 ? [name] : fields.map((field) => `${name}.${field}`),
    ),
  );
  expect(sorted(named('Variables'))).toEqual(sorted(known));
});

test('the page tells of every key of a step, of its retry and of its commits', () => {
  const { step, retry, commitConfig } = schema.definitions;
  expect(sorted(named('Keys of a step'))).toEqual(sorted(Object.keys(step.properties)));
  expect(sorted(named('Retry'))).toEqual(sorted(Object.keys(retry.properties)));
  expect(sorted(named('Commits'))).toEqual(sorted(Object.keys(commitConfig.properties)));
});
