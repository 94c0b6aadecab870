import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTree, replaceFolder } from '../../stacks/manifest-folder';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'prodigy-folder-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const tree = new Map([
  ['a/b/c.yaml', 'c\n'],
  ['d.yaml', 'ä\n'],
]);

test('a folder becomes the tree, and what was in it before is gone', () => {
  const folder = join(scratch, 'manifests');
  replaceFolder(folder, new Map([['old.yaml', 'x']]));
  replaceFolder(folder, tree);
  expect(readTree(folder)).toEqual(tree);
});

test('what an interrupted replacement left does no harm', () => {
  const folder = join(scratch, 'manifests');
  for (const leftover of ['manifests.next', 'manifests.previous']) {
    mkdirSync(join(scratch, leftover));
    writeFileSync(join(scratch, leftover, 'stale.yaml'), 'x');
  }
  replaceFolder(folder, tree);
  expect(readTree(folder)).toEqual(tree);
  expect(existsSync(`${folder}.previous`)).toBe(false);
  expect(existsSync(`${folder}.next`)).toBe(false);
});

test('a folder that is not there is empty', () => {
  expect(readTree(join(scratch, 'nothing'))).toEqual(new Map());
});
