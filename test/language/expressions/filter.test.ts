import fc from 'fast-check';
import { parseFilter } from '../../../language/expressions/filter';

const accepts = (text: string, data: unknown): boolean => {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(`${text} ${parsed.message}`);
  return parsed.value(data);
};

const item = {
  severity: 'high',
  priority: 5,
  ratio: 5.0,
  active: true,
  gone: false,
  none: null,
  empty: '',
  tags: ['urgent', 'api'],
  location: { file: 'src/it\'s "a".rs', lines: [3, 9] },
  'odd name': { x: 1 },
  'a-b': 'dash',
  größe: 7,
  zero: 0,
  numeral: '5',
};

test.each([
  "severity == 'high'",
  'severity = "high"',
  "severity != 'low'",
  'priority == 5',
  'priority == 5.0',
  'ratio == 5',
  'priority >= 5 && priority <= 5',
  'priority > 4.5 AND priority < 1e1',
  'priority > -1',
  "severity == 'low' || priority == 5",
  "severity == 'low' or priority == 5",
  'active',
  'active == true',
  'gone == false',
  '!gone',
  'NOT gone',
  "NOT severity == 'low'",
  "not(severity == 'low')",
  "!(severity == 'low')",
  '!gone == true',
  '!gone && active',
  '!active || active',
  "location.file == 'src/it\\'s \"a\".rs'",
  'location.lines[1] > location.lines[0]',
  'location.lines.0 == 3',
  "['odd name'].x == 1 || tags[0] == 'urgent'",
  "tags[0] == 'urgent'",
  "a-b == 'dash'",
  'größe == 7',
  "item.severity == 'high'",
  'item.location.lines[0] == 3',
  "severity in ['low', 'high']",
  'priority in [4, 5]',
  'gone IN [null, false]',
  'none in [null]',
  "contains(severity, 'ig')",
  "contains(tags, 'api')",
  "tags contains 'api'",
  "starts_with(location.file, 'src/')",
  "ends_with(location.file, '.rs')",
  "matches(location.file, '\\.rs$')",
  "location.file matches '\\.rs$'",
  'location.file matches "\\\\.rs$"',
  "location.file =~ '^src'",
  'is_null(none) && is_null(missing) && none == null && missing == null',
  'is_not_null(empty) && empty != null && is_not_null(gone)',
  'is_number(priority) && is_string(empty) && is_bool(gone) && is_array(tags) && is_object(location)',
  'length(tags) == 2 && length(severity) == 4 && length(location) > 1',
  "severity < 'i'",
  'location == item.location && priority < location.lines[1]',
  'null == null',
])('holds: %s', (text) => {
  expect(accepts(text, item)).toBe(true);
});

test.each([
  "severity == 'HIGH'",
  'priority == 6',
  "priority == '5'",
  'numeral == 5',
  'severity > 5 || severity < 5',
  '!active',
  '!active && active',
  'empty',
  'zero',
  'none',
  'missing',
  "missing == 'x'",
  "missing != 'x'",
  'missing > 0',
  'missing <= 0',
  'missing in [null]',
  'none == 0',
  'is_null(empty)',
  'is_not_null(missing)',
  "contains(missing, 'x')",
  'length(priority) == 1',
  'length(missing) == 0',
  "matches(priority, '5')",
  "starts_with(tags, 'urgent')",
  "tags[7] == 'x'",
  'tags.length > 0',
  'severity.length > 0',
  'severity in []',
])('does not hold: %s', (text) => {
  expect(accepts(text, item)).toBe(false);
});

test('&& binds closer than ||', () => {
  expect(accepts('true || false && false', {})).toBe(true);
  expect(accepts('(true || false) && false', {})).toBe(false);
  expect(accepts('false && false || true', {})).toBe(true);
});

test("'item' is the item itself unless it has such a field", () => {
  expect(accepts("item == 'x' && item.value == 'x'", 'x')).toBe(true);
  expect(accepts("item matches 'src'", { item: 'src/a.rs' })).toBe(true);
  expect(accepts('item.n == 1', { item: { n: 1 }, n: 2 })).toBe(true);
  expect(accepts('item.n == 2', { n: 2 })).toBe(true);
});

test.each([
  ['', 'must have a value at character 1, got the end', 0],
  ['a ==', 'must have a value at character 5, got the end', 4],
  ['a & b', "must have no '&' at character 3", 2],
  ["a == 'x", 'must close the quote at character 6', 5],
  ['(a == 1', "must have ')' at character 8, got the end", 7],
  ['a == 1)', "must have '&&', '||' or the end at character 7, got ')'", 6],
  ['a == 1 b', "must have '&&', '||' or the end at character 8, got 'b'", 7],
  ['a < 1 < 2', "must not chain comparisons: join them with '&&'", 9],
  ['severity == high', "must have quotes around text, got high: write 'high', or item.high for a field", 12],
  ['contains(name, test)', "must have quotes around text, got test: write 'test', or item.test for a field", 15],
  ['starts_wiht(a, "b")', "must have a known function, got starts_wiht(): did you mean 'starts_with'?", 0],
  [
    'exists(a)',
    'must have a known function, got exists(): known are contains, starts_with, ends_with, is_null, is_not_null, ' +
      'is_number, is_string, is_bool, is_array, is_object, length, matches',
    0,
  ],
  ['is_null(a, b)', "must have ')' at character 10, got ','", 9],
  ['contains(a)', "must have ',' at character 11, got ')'", 10],
  ["a in 'x'", 'must have \'[\' at character 6, got "x"', 5],
  ['a in [b]', "must have text in quotes, a number, true, false or null at character 7, got 'b'", 6],
  ['a matches b', "must have a pattern in quotes at character 11, got 'b'", 10],
  ["a matches '('", "must have a ')' for this '(' in a pattern", 11],
  ['a[x] == 1', "must have an index or a name in quotes at character 3, got 'x'", 2],
  ['a. == 1', "must have a field at character 4, got '=='", 3],
  ['a.__proto__ == 1', "must not name '__proto__'", 1],
  ["a['constructor'] == 1", "must not name 'constructor'", 1],
  ['prototype', "must not name 'prototype'", 0],
  ['${a} == 1', "must have a value at character 1, got '${'", 0],
  ['('.repeat(70), 'must nest at most 64 levels', 64],
  ['!'.repeat(70), 'must nest at most 64 levels', 64],
  ['a'.repeat(5000), 'must have at most 4096 characters, got 5000', 4096],
])('%s is refused with its place', (text, message, offset) => {
  expect(parseFilter(text)).toEqual({ ok: false, message, offset });
});

test('a document cannot lead out of its data', () => {
  expect(accepts('toString', {})).toBe(false);
  expect(accepts('a.toString', { a: 'x' })).toBe(false);
  expect(accepts('length(hasOwnProperty) >= 0', {})).toBe(false);
});

const words = ['a', 'b.c', "'x'", '5', 'true', 'null', '==', '!=', '<', '&&', '||', '!', '(', ')', '[', ']', ',', 'in'];
const more = ['not', 'AND', 'OR', 'matches', 'contains', 'length', 'is_null', '${', '}', '$', "'", '"', '\\', '.', ' '];
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...words, ...more), { maxLength: 40 }).map((parts) => parts.join(' ')),
);

test('any text is a filter or has a place where it is none; no filter throws', () => {
  const total = (text: string, data: unknown) => {
    const parsed = parseFilter(text);
    if (parsed.ok) expect(typeof parsed.value(data)).toBe('boolean');
    else {
      expect(parsed.offset).toBeGreaterThanOrEqual(0);
      expect(parsed.offset).toBeLessThanOrEqual(text.length);
      expect(parsed.message).toMatch(/^must /);
    }
  };
  fc.assert(fc.property(anyText, fc.jsonValue(), total), { numRuns: 3000 });
});

test('the longest texts are answered at once', () => {
  const start = performance.now();
  for (const part of ['a&&', '(a)||', '!a&&', 'a ', '[', "'", '\\', 'not ', 'a.', 'a matches "(', '5', '-']) {
    parseFilter(part.repeat(4096 / part.length));
  }
  expect(performance.now() - start).toBeLessThan(2000);
});

describe('laws', () => {
  const leaf = fc.constantFrom('a', 'b == 1', "c in ['x', null]", 'is_null(d)', "a matches 'x'", 'true', 'false');
  const filter = fc.letrec<{ it: string }>((tie) => ({
    it: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.tuple(tie('it'), fc.constantFrom('&&', '||', 'AND', 'OR'), tie('it')).map(([l, o, r]) => `(${l} ${o} ${r})`),
      tie('it').map((inner) => `!(${inner})`),
    ),
  })).it;
  const value = fc.constantFrom<unknown>(undefined, null, 0, 1, 'x', '', true, false, [], ['x']);
  const data = fc.record({ a: value, b: value, c: value, d: value });

  test.each([
    ['De Morgan', (p: string, q: string) => [`!(${p} && ${q})`, `!(${p}) || !(${q})`]],
    ['De Morgan for ||', (p: string, q: string) => [`!(${p} || ${q})`, `!(${p}) && !(${q})`]],
    ['double negation', (p: string) => [`!!(${p}) && true`, `(${p}) && true`]],
    ['commutation', (p: string, q: string) => [`${p} && ${q}`, `${q} && ${p}`]],
    ['distribution', (p: string, q: string) => [`${p} && (${q} || a)`, `${p} && ${q} || ${p} && a`]],
    ['absorption', (p: string, q: string) => [`${p} || ${p} && ${q}`, `(${p}) || false`]],
    ['words for signs', (p: string, q: string) => [`NOT (${p}) OR ${q}`, `!(${p}) || ${q}`]],
  ] as const)('%s', (_, sides) => {
    const hold = (p: string, q: string, known: unknown) => {
      const [left, right] = sides(p, q) as [string, string];
      expect(accepts(left, known)).toBe(accepts(right, known));
    };
    fc.assert(fc.property(filter, filter, data, hold));
  });

  test('of a number, a filter selects what JavaScript compares', () => {
    const agrees = (left: number, right: number) => {
      const known = { n: left };
      const text = JSON.stringify(right);
      expect(accepts(`n == ${text}`, known)).toBe(left === right);
      expect(accepts(`n < ${text}`, known)).toBe(left < right);
      expect(accepts(`n >= ${text}`, known)).toBe(left >= right);
    };
    const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(fc.property(number, number, agrees));
  });
});
