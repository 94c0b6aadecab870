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

test('no secret value is left in any text', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 3 }), fc.string(), fc.string(), (value, before, after) => {
      fc.pre(!'***'.includes(value));
      expect(hide(`${before}${value}${after}`, value)).not.toBe(`${before}${value}${after}`);
    }),
  );
});
