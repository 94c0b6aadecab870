import { laidOut } from '../../language/laid-out';
import { Scope } from '../../language/scope';

const hostile = 'it\'s "a"\\b\n$(touch x)\u0000';
const scope = new Scope({ name: hostile, list: [{ a: 1 }], word: 'plain' });
const written = (format: 'text' | 'json' | 'yaml', content: string) => laidOut({ content, format }, scope);

test('text stays as it is, with the values of its references', () => {
  expect(written('text', '  a ${word}\n${name}${unknown} \\${word}')).toBe(
    `  a plain\n${hostile}\${unknown} \\\${word}`,
  );
});

test('JSON gets one value per line, and every value stays as it was written', () => {
  expect(written('json', '{"10": [1.10,{}, [ ]],"2":12345678901234567890,"a,b":"x\\"{" }')).toBe(
    `{
  "10": [
    1.10,
    {},
    []
  ],
  "2": 12345678901234567890,
  "a,b": "x\\"{"
}
`,
  );
});

test('a value in a JSON string is part of that string, and elsewhere JSON of its own', () => {
  const text = written(
    'json',
    '{"\\"${name}": "it is ${name}!", "list": ${list}, "text": "${list}", "not": "${no.no}"}',
  );
  expect(JSON.parse(text)).toEqual({
    [`"${hostile}`]: `it is ${hostile}!`,
    list: [{ a: 1 }],
    text: '[{"a":1}]',
    not: '${no.no}',
  });
});

test('JSON that is nested too deep to be read by people stays on one line from there', () => {
  const lines = written('json', `${'['.repeat(50_000)}1${']'.repeat(50_000)}`).split('\n');
  expect(lines).toHaveLength(2 * 64 + 2);
  expect(lines[64]!.trim()).toHaveLength(2 * (50_000 - 64) + 1);
});

test('YAML is indented by two, with its notation and comments', () => {
  const text =
    'a:   1.10\nb:\n    - 12345678901234567890 # ids\n    - yes\nc: &x {d: 1}\ne: *x\n---\nf: |\n      two\n      lines\n';
  expect(written('yaml', text)).toBe(
    'a: 1.10\nb:\n  - 12345678901234567890 # ids\n  - yes\nc: &x { d: 1 }\ne: *x\n---\nf: |\n  two\n  lines\n',
  );
});

test.each([
  ['json', '{"a": ', `its content must be JSON for 'format: json', got "{\\"a\\": "`],
  ['json', ' ', "its content must be JSON for 'format: json', got nothing"],
  ['yaml', 'a: [', `its content must be YAML for 'format: yaml', got "a: ["`],
  ['yaml', 'a: 1\na: 2', `its content must be YAML for 'format: yaml', got "a: 1\\na: 2"`],
  ['yaml', '['.repeat(20_000), `its content must be YAML for 'format: yaml', got "${'['.repeat(60)}"`],
] as const)('content that is not %s is refused: %.20s', (format, content, complaint) => {
  expect(() => written(format, content)).toThrow(new Error(`${complaint}: correct it, or write it as text`));
});
