import { findings } from './findings-of';

/** Milliseconds of processor time; the machine may have other things to do. */
function timed(text: string): { found: string[]; ms: number } {
  const before = process.cpuUsage();
  const found = findings(text);
  return { found, ms: process.cpuUsage(before).user / 1000 };
}

const numbered = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

beforeAll(() => timed('- shell: ls'));

/** Idle machines need a quarter of it. */
const SOON = 3000;

const VALUES = /a workflow file must have at most 10000 values, aliases included$/;
const MARKS = /a workflow file must have at most 100000 words and marks$/;
const DEEP = /a workflow file must have at most 64 levels of nesting/;

test.each<[string, string, RegExp]>([
  ['100,000 steps', '- {}\n'.repeat(100_000), MARKS],
  ['100,000 wrong steps', '- shell: 3\n'.repeat(100_000), MARKS],
  ['9,000 empty steps', '- {}\n'.repeat(9000), /a step must have one command, got none/],
  ['4,900 wrong steps', '- shell: 3\n'.repeat(4900), /'shell' must be a shell command, got 3$/],
  ['100,000 unknown keys', numbered(100_000, (at) => `key${at}: 1\n`), MARKS],
  ['9,000 nearly known keys', numbered(9000, (at) => `comands${at}: 1\n`), /'commands' must be a list/],
  [
    '9,000 wrong names',
    `env:\n${numbered(9000, (at) => ` a-${at}: 1\n`)}commands: [/a]`,
    /a name in 'env' must have only letters/,
  ],
  [
    'aliases of aliases',
    `a: &a [x, x]\n${numbered(20, (at) => `k${at}: &${'bcdefghijklmnopqrstu'[at]} [*${'abcdefghijklmnopqrst'[at]}, *${'abcdefghijklmnopqrst'[at]}]\n`)}`,
    VALUES,
  ],
  ['steps in steps', `- ${'{shell: a, on_success: '.repeat(70)}3${'}'.repeat(70)}`, DEEP],
  [
    'handlers in handlers',
    `- ${'{shell: a, on_failure: '.repeat(60)}3${'}'.repeat(60)}`,
    /'on_failure' must be true, false/,
  ],
  ['a scalar of 10 MB', `- shell: ${'x'.repeat(10_000_000)}`, /at most 2097152 bytes, got 10000009$/],
  [
    'a long text where none belongs',
    `- timeout: ${'x'.repeat(2_000_000)}\n  shell: ls`,
    /'timeout' must be a whole number of seconds from 1, got "x{59}…$/,
  ],
  [
    'a condition of brackets',
    `- {shell: a, when: "${'('.repeat(1_000_000)}"}`,
    /'when' must have at most 4096 characters, got 1000000$/,
  ],
  ['anchors', numbered(30_000, (at) => `- &a${at} x\n`), MARKS],
])('%s are answered at once', (_, text, message) => {
  const { found, ms } = timed(text);
  expect(found[0]).toMatch(message);
  expect(found.length).toBeLessThanOrEqual(201);
  expect(ms).toBeLessThan(SOON);
});

test('the largest file that is read is read at once', () => {
  const { found, ms } = timed(numbered(3000, (at) => `- {shell: "echo ${at}", timeout: 5}\n`));
  expect(found).toEqual([]);
  expect(ms).toBeLessThan(SOON);
});

test('names of JavaScript are names like others, or refused where they would be lost', () => {
  expect(findings('- {shell: ls, __proto__: x, constructor: y}')).toEqual([
    "1:15: unknown key '__proto__' is ignored: the format has no such key here",
    "1:29: unknown key 'constructor' is ignored: the format has no such key here",
  ]);
  expect(findings('- {shell: ls, id: a, outputs: {__proto__: {file_pattern: x}}}')).toEqual([
    "1:32: a name must not be '__proto__': choose another name",
  ]);
});

test('control characters in names and values are shown as what they are', () => {
  expect(findings('- {shell: ls, timeout: "\\e[2J"}')).toEqual([
    '1:24: \'timeout\' must be a whole number of seconds from 1, got "\\u001b[2J"',
  ]);
});
