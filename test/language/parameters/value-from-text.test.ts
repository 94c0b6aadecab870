import { valueFromText } from '../../../language/parameters/value-from-text';

test.each([
  ['3', 'number', 3],
  ['-1.5e3', 'number', -1500],
  ['1e999', 'number', '1e999'],
  ['0x10', 'number', '0x10'],
  ['', 'number', ''],
  ['true', 'boolean', true],
  ['false', 'boolean', false],
  ['yes', 'boolean', 'yes'],
  ['["a", 1]', 'array', ['a', 1]],
  ['{"a": 1}', 'array', '{"a": 1}'],
  ['{"a": 1}', 'object', { a: 1 }],
  ['{', 'object', '{'],
  ['1.10', 'string', '1.10'],
  ['1.10', 'any', '1.10'],
] as const)('%j as %s is %j', (text, type, value) => {
  expect(valueFromText(text, type)).toEqual(value);
});
