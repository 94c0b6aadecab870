import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { StepFolder } from '../step-setting';

let folder: StepFolder;
beforeEach(() => {
  folder = new StepFolder();
});
afterEach(() => folder.remove());

const captured = (output: string, keys: string) =>
  folder.run(`- shell: printf '%s' "\${given}"\n  capture: it\n  ${keys}`, { given: output });

test.each([
  ['string', 'a\nb\n\n', 'a\nb'],
  ['json', '{"a": [1, {"b": "x"}]}\n', { a: [1, { b: 'x' }] }],
  ['lines', 'a\r\nb\n\nc\n', ['a', 'b', '', 'c']],
  ['lines', '', []],
  ['number', ' 10\n', 10],
  ['number', '-1.5e3', -1500],
  ['boolean', 'True\n', true],
  ['boolean', '0', false],
])('an output as %s', async (format, output, value) => {
  expect(await captured(output, `capture_format: ${format}`)).toMatchObject({ it: value });
});

test.each([
  ['json', '{"a": ', 'must print JSON', '"{\\"a\\":"'],
  ['number', 'ten', 'must print a number', '"ten"'],
  ['number', '', 'must print a number', 'nothing'],
  ['boolean', 'maybe', 'must print true or false', '"maybe"'],
])('an output that is not %s fails the step', async (format, output, rule, got) => {
  const text = `- shell: printf '%s' "\${given}"\n  capture: it\n  capture_format: ${format}`;
  expect(await folder.failure(text, { given: output })).toBe(
    `setup step 'printf '%s' "\${given}"' (line 1) ${rule} for 'capture_format: ${format}', got ${got}`,
  );
});

test('a failed step that the run goes on from keeps its output as text', async () => {
  const text =
    '- shell: echo oops; exit 4\n  capture: it\n  capture_format: json\n  on_failure: {max_attempts: 1, fail_workflow: false}';
  expect(await folder.run(text)).toMatchObject({ it: 'oops', 'it.exit_code': 4, 'it.success': false });
});

test.each([
  [
    'capture: it',
    ["'it' must be of less than 1048576 bytes, got more, and only the end is kept: write the output to a file"],
  ],
  ['capture: it\n  capture_streams: stderr', []],
  ['working_dir: .', []],
])('a step with %s that prints more than is kept', async (keys, warnings) => {
  await folder.run(`- shell: yes 0123456789 | head -n 200000\n  ${keys}`);
  const warned = folder.log.lines.filter(({ level }) => level === 'warn').map(({ message }) => message);
  expect(warned).toEqual(warnings);
});

test('streams are kept beside the output, as the step says', async () => {
  const step = 'shell: echo out; echo err >&2';
  const all = await folder.run(`- ${step}\n  capture: it\n  capture_streams: {stderr: true}`);
  expect(all).toMatchObject({ it: 'out', 'it.stderr': 'err', 'it.exit_code': 0, 'it.success': true });
  expect(all['it.duration']).toBeGreaterThanOrEqual(0);
  const one = await folder.run(`- ${step}\n  capture: it\n  capture_streams: stderr`);
  expect(Object.keys(one).filter((name) => name.startsWith('it'))).toEqual(['it.stderr']);
});

test('later steps name what was kept', async () => {
  const values = await folder.run(
    '- shell: |\n    echo \'{"a": [1, 2]}\'\n  capture: it\n  capture_format: json\n  capture_streams: {stderr: true}',
  );
  const names = [
    'it.a[1]',
    'it.exit_code',
    'it.success',
    'it.stdout',
    'last.output',
    'last.exit_code',
    'CAPTURED_OUTPUT',
  ];
  await folder.run(`- shell: printf '%s|' ${names.map((name) => `"\${${name}}"`).join(' ')} > seen`, values);
  const json = '{"a": [1, 2]}';
  expect(folder.read('seen')).toBe(`2|0|true|${json}|${json}|0|${json}|`);
});

test('an output as text has its own name and .stdout', async () => {
  const values = await folder.run('- shell: echo hello\n  capture: it');
  await folder.run('- shell: echo "${it} ${it.stdout}" > seen', values);
  expect(folder.read('seen')).toBe('hello hello\n');
});

describe('output_file', () => {
  test('holds what the step prints', async () => {
    folder.write('out/.keep', '');
    await folder.run('- shell: echo one; echo err >&2\n  output_file: out/${name}.txt', { name: 'a' });
    expect(folder.read('out/a.txt')).toBe('one\n');
  });

  test.each([
    ['../x', 'the path must stay in the checkout and out of .git, got ../x: name a file below the checkout'],
    [
      '.git/config',
      'the path must stay in the checkout and out of .git, got .git/config: name a file below the checkout',
    ],
    ['away/x', 'the path must stay in the checkout and out of .git, got away/x: name a file below the checkout'],
    ['link', 'the path must name no link, got link: remove the link'],
    ['none/x', 'the folder of none/x must exist: make it in a step before'],
  ])('%s is refused', async (path, complaint) => {
    symlinkSync('/tmp', join(folder.path, 'away'));
    symlinkSync('/tmp/of-a-step', join(folder.path, 'link'));
    expect(await folder.failure(`- shell: echo one\n  output_file: ${path}`)).toBe(
      `setup step 'echo one' (line 1) cannot write its 'output_file': ${complaint}`,
    );
    expect(existsSync('/tmp/of-a-step')).toBe(false);
  });
});
