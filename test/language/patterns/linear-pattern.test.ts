import fc from 'fast-check';
import { compilePattern } from '../../../language/patterns/linear-pattern';

const found = (pattern: string, text: string): boolean => {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) throw new Error(`${pattern} ${compiled.message}`);
  return compiled.value.foundIn(text);
};

test.each([
  ['\\.rs$', 'src/a.rs', 'src/a.rs.orig'],
  ['^src/', 'src/a', 'lib/src/a'],
  ['^$', '', 'a'],
  ['a|b|', 'c', undefined],
  ['^(?:a|bc)+$', 'abca', 'abc a'],
  ['^a{2,3}$', 'aaa', 'aaaa'],
  ['^a{2}$', 'aa', 'a'],
  ['^a{2,}$', 'aaaaa', 'a'],
  ['^a?b*?c+$', 'bbc', 'ab'],
  ['^[a-c\\d_-]+$', 'ab9_-', 'd'],
  ['^[^/]+$', 'a b', 'a/b'],
  ['^[]a]+$', ']a', 'b'],
  ['^[a[]+$', 'a[', 'b'],
  ['^[\\]\\_\\-]$', '-', '\\'],
  ['^.$', '😀', '\n'],
  ['(?s)^.$', '\n', 'ab'],
  ['(?i)^straße$', 'STRAßE', 'strasse'],
  ['(?i)^[a-z]$', 'Q', '1'],
  ['^\\p{Lu}\\w\\s\\S$', 'Éa x', 'éa x'],
  ['\\bfoo\\b', 'a foo.', 'afoo'],
  ['a\\Bb', 'ab', 'a b'],
  ['^\\x41\\u{1F600}\\t$', 'A😀\t', 'A'],
  ['^(?P<year>\\d{4})-(?<month>\\d\\d)$', '2024-01', '2024-1'],
  ['^\\(\\[\\{\\}\\]\\)\\/\\\\$', '([{}])/\\', '('],
  ['^(a*)*$', 'aaa', 'b'],
  ['^(|a)+$', 'a', 'b'],
  ['^(){3}a$', 'a', ''],
  ['^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\\.[a-zA-Z]{2,}$', 'a.b@c-d.org', 'a@b'],
])('%s is found in %j, not in %j', (pattern, text, other) => {
  expect(found(pattern, text)).toBe(true);
  if (other !== undefined) expect(found(pattern, other)).toBe(false);
});

test.each([
  ['a)', "must have a '(' for each ')' in a pattern", 1],
  ['x(a', "must have a ')' for this '(' in a pattern", 1],
  ['[a', "must have a ']' for this '[' in a pattern", 0],
  ['a|*', "must have something to repeat before '*' in a pattern", 2],
  ['a**', "must have something to repeat before '*' in a pattern", 2],
  ['a{3,2}', 'must repeat at most 500 times, and the first number first, got {3,2}', 1],
  ['a{501}', 'must repeat at most 500 times, and the first number first, got {501}', 1],
  ['(a)\\1', 'must have no \\1 in a pattern: no reference to a group takes linear time', 3],
  ['a\\', 'must have no \\ in a pattern', 1],
  ['\\q', 'must have no \\q in a pattern', 0],
  ['a(?=b)', 'must not look ahead or behind in a pattern: that takes more than linear time', 1],
  ['(?<!b)a', 'must not look ahead or behind in a pattern: that takes more than linear time', 0],
  ['a(?i)', "must have '(', '(?:' or '(?<name>' to open a group, flags only as the first: (?i)", 1],
  ['[[:alpha:]]', 'must have a class of characters and ranges, got [[:alpha:]', 0],
  ['[z-a]', 'must have a class or character that is one, got [z-a]', 0],
  ['\\p{Nothing}', 'must have a class or character that is one, got \\p{Nothing}', 0],
  ['(a{500}){500}', 'must have at most 2000 places in a pattern, repeats written out', 0],
  ['('.repeat(100), 'must nest at most 64 groups in a pattern', 64],
])('%s is refused with its place', (pattern, message, offset) => {
  expect(compilePattern(pattern)).toEqual({ ok: false, message, offset });
});

const character = fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '\\w', '\\b', '^', '$');
const pattern = fc.letrec<{ it: string }>((tie) => ({
  it: fc.oneof(
    { maxDepth: 4 },
    character,
    fc.tuple(tie('it'), tie('it')).map(([a, b]) => a + b),
    fc.tuple(tie('it'), tie('it')).map(([a, b]) => `(?:${a}|${b})`),
    fc.tuple(tie('it'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{0,}')).map(([a, sign]) => `(?:${a})${sign}`),
  ),
})).it;

test('what is found is what JavaScript finds', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 8 });
  const agrees = (form: string, characters: string) =>
    expect(found(form, characters)).toBe(new RegExp(form, 'u').test(characters));
  fc.assert(fc.property(pattern, text, agrees), { numRuns: 1000 });
});

test('any text is a pattern or has a place where it is none', () => {
  const part = fc.constantFrom(...'()[]{}|*+?^$\\.-,:<>=!', 'a', '1', '(?', '\\b', '\\p{', '{1,');
  const total = (text: string, characters: string) => {
    const compiled = compilePattern(text);
    if (compiled.ok) expect(typeof compiled.value.foundIn(characters)).toBe('boolean');
    else expect(compiled.offset).toBeLessThanOrEqual(text.length);
  };
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(part).map((parts) => parts.join('')),
  );
  fc.assert(fc.property(text, fc.string(), total), { numRuns: 2000 });
});

test.each(['(a+)+$', '(a|a)*b', '(a*)*b', 'a*a*a*a*a*a*b', '(.*a){12}b', '(a|b|ab)*c', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
  '%s takes time in proportion to the text',
  (form) => {
    const start = performance.now();
    expect(found(form, `${'a'.repeat(20_000)}!`)).toBe(false);
    expect(performance.now() - start).toBeLessThan(5000);
  },
);
