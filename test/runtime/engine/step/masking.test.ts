import fc from 'fast-check';
import { Masking } from '../../../../runtime/engine/step/masking';

const hide = (text: string, ...values: string[]) => new Masking(values).hide(text);

test('a secret value is hidden wherever it stands, the longest first', () => {
  expect(hide('a=tok-1 b=tok-12 c=tok', 'tok-1', 'tok-12')).toBe('a=*** b=*** c=tok');
});

test('values too short to be secrets blot nothing out', () => {
  expect(hide('1 of 12 is true', '1', '', '12')).toBe('1 of 12 is true');
});

test('a secret value is hidden in the forms that programs print it in', () => {
  const value = `p@ss "w'rd"/\\`;
  const forms = [
    value,
    JSON.stringify({ value }),
    encodeURIComponent(value),
    encodeURIComponent(value).toLowerCase(),
    new URLSearchParams({ value }).toString().replace('%27', "'"),
    Buffer.from(value).toString('base64'),
    Buffer.from(value).toString('base64url'),
    `'${value.replaceAll("'", "'\\''")}'`,
  ];
  for (const form of forms) expect(hide(form, value)).toMatch(/^[^p]*\*\*\*|^value=\*\*\*/);
});

test('each line of a key file is hidden, since logs are lines', () => {
  expect(hide('line: MIIEdata', '-----BEGIN KEY-----\nMIIEdata\n-----END KEY-----\n')).toBe('line: ***');
});

test('in base64 it is hidden wherever it begins in what was encoded', () => {
  const value = 'correct horse battery';
  const one = fc.tuple(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }));
  fc.assert(
    fc.property(one, ([before, after]) => {
      const hidden = hide(Buffer.from(`${before}${value}${after}`).toString('base64'), value);
      expect(hidden).toContain('***');
      const rest = hidden.split('***').map((part) => Buffer.from(part, 'base64').toString('latin1'));
      for (const part of rest) expect(part).not.toMatch(/correct|horse|battery/);
    }),
  );
});

test('of a text that goes on, the end that a value may begin in is held back', () => {
  const masking = new Masking(['tok-12345']);
  expect(masking.hideBeginning('a tok-12345 b tok-1')).toEqual(['a ***', ' b tok-1']);
  expect(masking.hideBeginning('tok-12345 and more')).toEqual(['***', ' and more']);
  expect(masking.hideBeginning('tok')).toEqual(['', 'tok']);
  expect(new Masking([]).hideBeginning('tok')).toEqual(['tok', '']);
});

test('what is left of a value whose beginning was cut off is hidden', () => {
  const ending = (text: string, ...values: string[]) => new Masking(values).hideEnding(text);
  expect(ending('12345 and tok-12345', 'tok-12345')).toBe('*** and ***');
  expect(ending('345 and more', 'tok-12345')).toBe('345 and more');
  // the end of one value may be the beginning of another
  expect(ending('123456789 more', 'tok-1234', '3456789')).toBe('*** more');
});

test('in pieces, a text is hidden as in one', () => {
  const values = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 3, maxLength: 8 }));
  const pieces = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-'), maxLength: 12 }));
  fc.assert(
    fc.property(values, pieces, (known, parts) => {
      const masking = new Masking(known);
      let [shown, rest] = ['', ''];
      for (const part of parts) {
        const [some, held] = masking.hideBeginning(rest + part);
        shown += some;
        rest = held;
      }
      expect(shown + masking.hide(rest)).toBe(masking.hide(parts.join('')));
    }),
  );
});

test('no secret value is left in any text', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 3 }), fc.string(), fc.string(), (value, before, after) => {
      fc.pre(!'***'.includes(value));
      expect(hide(`${before}${value}${after}`, value)).not.toBe(`${before}${value}${after}`);
    }),
  );
});
