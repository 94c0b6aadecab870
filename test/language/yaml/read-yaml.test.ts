import fc from 'fast-check';
import { formatFinding } from '../../../language/finding';
import { parseWorkflow } from '../../../language/parse-workflow';

const errors = (text: string): string[] => {
  const result = parseWorkflow(text, 'w.yml');
  return result.ok ? [] : result.errors.map(formatFinding);
};
const TOO_DEEP = 'a workflow file must have at most 64 levels of nesting';

test.each([
  ['a: 1\na: 2', 'w.yml:2:1: not valid YAML: Map keys must be unique'],
  [
    '- shell: a: b',
    "w.yml:1:10: not valid YAML: Nested mappings are not allowed in compact mappings: put a text that holds ': ' into quotes, or write it below '|'",
  ],
  ['a: "x', 'w.yml:1:6: not valid YAML: Missing closing "quote'],
  ['---\na\n---\nb', 'w.yml:3:1: a workflow file must have one document, got several'],
  ['? [a]\n: b', 'w.yml:1:3: a workflow file must have plain text as keys'],
  ['- shell: .inf', 'w.yml:1:10: a workflow file must have text, finite numbers, true, false and null as values'],
  [
    '- shell: !!binary aGk=',
    'w.yml:1:19: a workflow file must have text, finite numbers, true, false and null as values',
  ],
  ['- shell: *gone', "w.yml:1:10: a workflow file must have an anchor for each alias, none is called 'gone'"],
  ['a: &a [*a]', 'w.yml:1:8: a workflow file must have at most 64 levels of nesting, aliases included'],
])('%j is an error with its place', (text, message) => {
  expect(errors(text)).toContain(message);
});

test.each([
  ['brackets', '['.repeat(1_000_000), `w.yml:1:67: ${TOO_DEEP}`],
  ['braces', '{a: '.repeat(100_000), `w.yml:1:262: ${TOO_DEEP}`],
  ['dashes', '- '.repeat(100_000), `w.yml:1:132: ${TOO_DEEP}`],
])('a file of nothing but %s is refused at once', (_, text, message) => {
  expect(errors(text)).toEqual([message]);
});

test('a file of more than 2 MiB is refused unread', () => {
  const text = `- shell: ${'é'.repeat(1024 * 1024)}`;
  expect(errors(text)).toEqual(['w.yml:1:1: a workflow file must have at most 2097152 bytes, got 2097161']);
});

test('aliases that multiply are refused', () => {
  const level = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(of).join(', ')}]\n`;
  const text =
    level('a', 'x') + level('b', '*a') + level('c', '*b') + level('d', '*c') + level('e', '*d') + level('f', '*e');
  expect(errors(text)).toEqual([
    expect.stringMatching(/^w\.yml:1:\d+: a workflow file must have at most 10000 values, aliases included$/),
  ]);
});

test('aliases mean what stands before them', () => {
  const result = parseWorkflow('- &a {shell: one}\n- *a\n- &a {shell: two}\n- *a\n', 'w.yml');
  if (!result.ok || result.workflow.mode !== 'standard') throw new Error('not parsed');
  expect(result.workflow.commands.map((step) => step.label)).toEqual(['one', 'one', 'two', 'two']);
});

test('names of JavaScript are names like others', () => {
  const result = parseWorkflow('__proto__: {commands: 1}\nconstructor: x\ncommands: [{shell: ls}]', 'w.yml');
  expect(result.warnings.map(formatFinding)).toEqual([
    "w.yml:1:1: unknown key '__proto__' is ignored: the format has no such key here",
    "w.yml:2:1: unknown key 'constructor' is ignored: the format has no such key here",
  ]);
  expect(result.ok).toBe(true);
});

test('any text gives a workflow or findings with a place, never an exception', () => {
  const words = fc.constantFrom(
    ...[
      'commands:',
      'mode: mapreduce',
      'map:',
      '- shell: ls',
      '  - claude: /x',
      'on_failure:',
      'env:',
      '{',
      '}',
      '[',
      ']',
    ],
    ...[
      '\n',
      '\n  ',
      '\n    ',
      ': ',
      '- ',
      '&a ',
      '*a',
      '"',
      "'",
      '|',
      '>',
      '#',
      '? ',
      '!x ',
      '---\n',
      '%YAML 1.2\n',
      '\t',
      '\0',
    ],
  );
  const text = fc.array(fc.oneof(words, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 30 });
  const holds = (parts: string[]) => {
    const result = parseWorkflow(parts.join(''), 'w.yml');
    if (result.ok) return;
    expect(result.errors.length).toBeGreaterThan(0);
    for (const error of result.errors) expect(formatFinding(error)).toMatch(/^w\.yml:[1-9]\d*:[1-9]\d*: .+/s);
  };
  fc.assert(fc.property(text, holds), { numRuns: 1000 });
});
