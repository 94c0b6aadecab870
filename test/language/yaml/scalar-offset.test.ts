import fc from 'fast-check';
import { Document, parseDocument, Scalar } from 'yaml';
import { readYaml } from '../../../language/yaml/read-yaml';
import { scalarOffset } from '../../../language/yaml/scalar-offset';

/** Place of `wanted` in the text of key `a`. */
const placeOf = (text: string, wanted: string) => {
  const yaml = readYaml(text, 'w.yml');
  if (!yaml.ok) throw new Error(yaml.errors[0]!.message);
  const value = (yaml.source.value as { a: string }).a;
  return yaml.source.within(['a'], value.indexOf(wanted));
};

test.each([
  ['plain', 'a: one ${x}', 1, 8],
  ['plain over lines', 'a: one\n   two\n\n   ${x} y', 4, 4],
  ['in single quotes', "a: 'it''s ${x}'", 1, 11],
  ['in single quotes over lines', "a: 'one\n  ''${x}'''", 2, 5],
  ['in double quotes', 'a: "\\"\\t\\x41\\u00e9\\U0001F600 ${x}"', 1, 30],
  ['in double quotes over lines', 'a: "one \\\n   two ${x}"', 2, 8],
  ['in a literal block', 'b: 1\na: |-  # note\n  one\n\n    two ${x}\n', 5, 9],
  ['in a folded block', 'a: >\n  one\n  two\n\n  ${x} three\n', 5, 3],
  ['tagged and anchored', 'a: !!str &x |\n  ${x}\n', 2, 3],
])('a character %s is found', (_, text, line, column) => {
  expect(placeOf(text, '${x}')).toEqual({ line, column });
});

test('the end of a text is behind its last visible character', () => {
  const text = 'a: "b ==  "\n';
  expect(scalarOffset(text, 3, 'b ==  ', 6)).toBe(8);
  expect(scalarOffset('a: |\n  b ==\n', 3, 'b ==\n', 5)).toBe(11);
});

test('of any text in any style, each visible character is found where it is written', () => {
  const style = fc.constantFrom(
    ...(['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const),
  );
  const character = fc.constantFrom('a', 'b', "'", '"', '\\', ' ', '\n', '${x}', '#', ':', '\t', 'é', '😀', '|');
  const found = (text: string, type: string) => {
    const scalar = new Scalar(text);
    scalar.type = type as Scalar.Type;
    const file = new Document({ a: scalar }).toString({ lineWidth: 40 });
    const node = parseDocument(file).get('a', true) as Scalar<string>;
    fc.pre(node.value === text);
    for (const [index, wanted] of [...text].entries()) {
      if (!/^[ab#:|]$/.test(wanted)) continue;
      const offset = scalarOffset(file, node.range![0], text, [...text].slice(0, index).join('').length);
      expect(file[offset]).toBe(wanted);
    }
  };
  const text = fc.array(character, { minLength: 1, maxLength: 60 }).map((parts) => parts.join(''));
  fc.assert(fc.property(text, style, found), { numRuns: 1000 });
});
