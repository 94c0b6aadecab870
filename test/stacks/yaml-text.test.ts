import fc from 'fast-check';
import { Scalar, stringify } from 'yaml';
import { yamlText } from '../../stacks/yaml-text';

/** The text of the yaml package, of data with sorted keys. */
const expected = (value: object): string =>
  stringify(sorted(value), { version: '1.2', compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false });

function sorted(value: unknown, top = true): unknown {
  if (typeof value === 'string' && value !== '' && value.trim() === '')
    return Object.assign(new Scalar(value), { type: Scalar.QUOTE_DOUBLE });
  if (Array.isArray(value)) return value.map((item) => sorted(item, false));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner, false)] as const);
  return Object.fromEntries(top ? entries : entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const word = fc.constantFrom(
  'yes',
  'No',
  'null',
  'true',
  'y',
  'on',
  'x: y',
  '- a',
  '# b',
  '/a/b',
  '10Gi',
  '0o17',
  '1e3',
  'e3',
  '',
);
const text = fc.oneof(
  word,
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[A-Za-z0-9./_-]{0,12}$/),
  fc.stringMatching(/^[a-z \t\r\n#:'"\\%-]*$/),
);
// JavaScript moves keys that are numbers to the front, whoever sorts.
const key = fc.oneof(text, fc.string({ maxLength: 80 })).filter((name) => name !== '__proto__' && !/^\d+$/.test(name));
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
  ),
}));

test('whatever the data, the text is the one that the yaml package writes', () => {
  fc.assert(
    fc.property(fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4 }), (object) => {
      expect(yamlText(object)).toBe(expected(object));
    }),
    { numRuns: 1000 },
  );
});

test('a field without a value is left out, an item without one is null', () => {
  expect(yamlText({ a: undefined, b: { c: undefined }, d: [undefined] })).toBe('b: {}\nd:\n  - null\n');
});

test('more texts than are remembered stay what they are', () => {
  const numbers = Array.from({ length: 10_000 }, (_, index) => `${index}`);
  expect(yamlText({ numbers })).toBe(`numbers:\n${numbers.map((number) => `  - "${number}"\n`).join('')}`);
});

test('a key that readers would not take is refused', () => {
  expect(() => yamlText({ a: { ['k'.repeat(513)]: 1 } })).toThrow(
    `'key' must have at most 512 characters, got 513: shorten ${'k'.repeat(40)}…`,
  );
});
