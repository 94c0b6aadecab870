import { randomBytes } from 'node:crypto';
import { filesBelow, SameBytes } from '../../cli/folder-files';
import { Scratch } from './prodigy';

const scratch = new Scratch();
afterAll(() => scratch.remove());

test('files are found in every folder below, by name, with slashes', () => {
  for (const path of ['a/b/job.yaml', 'a/x.txt', 'top.yaml', 'a/c.yaml/d.yaml']) scratch.write(`found/${path}`, '');
  const found = filesBelow(`${scratch.path}/found`, (name) => name.endsWith('.yaml'));
  expect(found.sort()).toEqual(['a/b/job.yaml', 'a/c.yaml/d.yaml', 'top.yaml']);
});

const LARGE = randomBytes(300_000).toString('hex');

test.each([
  ['equal', 'a: 1\n', 'a: 1\n', true],
  ['of one length', 'a: 1\n', 'a: 2\n', false],
  ['the start of the other', 'a: 1\n', 'a: 1\nb: 2\n', false],
  ['empty', '', '', true],
  ['empty beside one that is not', '', 'a', false],
  ['large and equal', LARGE, LARGE, true],
  ['large and unlike at the end', LARGE, `${LARGE.slice(0, -1)}x`, false],
])('two files that are %s', (_, one, other, expected) => {
  const bytes = new SameBytes();
  // What was read before must not be taken for what is read now.
  bytes.are(scratch.write('long', 'x'.repeat(1000)), scratch.write('longer', 'y'.repeat(1000)));
  expect(bytes.are(scratch.write('one', one), scratch.write('other', other))).toBe(expected);
});
