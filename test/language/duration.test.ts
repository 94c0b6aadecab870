import fc from 'fast-check';
import { parseDuration } from '../../language/duration';

const milliseconds = (text: string, lone: 'refused' | 'seconds' = 'refused'): number => {
  const parsed = parseDuration(text, lone);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.value;
};

test.each([
  ['30s', 30_000],
  ['1m 30s', 90_000],
  ['1m30s', 90_000],
  ['500ms', 500],
  ['2h', 7_200_000],
  ['1day', 86_400_000],
  ['1 day 2 hours', 93_600_000],
  ['1w', 604_800_000],
  ['0s', 0],
  [' 5 sec ', 5000],
])('%s', (text, expected) => {
  expect(milliseconds(text)).toBe(expected);
});

test('a number without a unit is seconds only where the format says so', () => {
  expect(milliseconds('30', 'seconds')).toBe(30_000);
  expect(parseDuration('30', 'refused')).toEqual({
    ok: false,
    message: 'must have ms, s, m, h, d or w behind each number, got 30 without a unit',
    offset: 0,
  });
});

test.each([
  ['', "must be a time such as 30s, 1m 30s or 500ms, got ''", 0],
  ['soon', "must be a time such as 30s, 1m 30s or 500ms, got 'soon'", 0],
  ['1.5s', 'must have ms, s, m, h, d or w behind each number, got 1 without a unit', 0],
  ['-5s', "must be a time such as 30s, 1m 30s or 500ms, got '-5s'", 0],
  ['1m 5x', "must have ms, s, m, h, d or w behind each number, got 'x'", 4],
  ['1m and', "must be a time such as 30s, 1m 30s or 500ms, got '1m and'", 3],
  ['25d', 'must be at most 24 days, the longest that a timer takes', 0],
  [`${'9'.repeat(400)}s`, 'must be at most 24 days, the longest that a timer takes', 0],
])('%s is refused with its place', (text, message, offset) => {
  expect(parseDuration(text, 'seconds')).toEqual({ ok: false, message, offset });
});

test('parts add up, in any order and with any blanks', () => {
  const part = fc.tuple(
    fc.nat({ max: 40 }),
    fc.constantFrom(['ms', 1], ['s', 1000], ['min', 60_000], ['hours', 3_600_000]),
  );
  const sum = (parts: [number, readonly [string, number]][], blank: string) => {
    const text = parts.map(([amount, [unit]]) => `${amount}${blank}${unit}`).join(blank);
    const expected = parts.reduce((total, [amount, [, size]]) => total + amount * size, 0);
    expect(milliseconds(text)).toBe(expected);
  };
  fc.assert(fc.property(fc.array(part, { minLength: 1, maxLength: 10 }), fc.constantFrom('', ' ', '\t '), sum));
});

test('any text is a time or has a place where it is none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('1', 's', 'm', ' ', 'x') })), (text) => {
      const parsed = parseDuration(text, 'seconds');
      if (parsed.ok) expect(Number.isSafeInteger(parsed.value)).toBe(true);
      else expect(parsed.offset).toBeLessThanOrEqual(text.length);
    }),
  );
});
