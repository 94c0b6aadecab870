import { runParameters } from '../../../language/parameters/run-parameters';
import type { ParameterDeclaration } from '../../../language/workflow';

const declared = (name: string, more: Partial<ParameterDeclaration> = {}): ParameterDeclaration => ({
  name,
  type: 'any',
  description: undefined,
  required: false,
  default: undefined,
  ...more,
});
const parameters = (list: readonly ParameterDeclaration[], given?: Record<string, unknown>) =>
  runParameters({ parameters: list }, given);

test('a workflow that declares nothing takes any parameter', () => {
  expect(parameters([], { anything: [1] })).toEqual({ anything: [1] });
  expect(parameters([])).toBeUndefined();
});

test('what is not given is the default, what has none stays away', () => {
  const list = [declared('a', { default: false }), declared('b', { default: 2 }), declared('c')];
  expect(parameters(list, { b: 3 })).toEqual({ a: false, b: 3 });
});

test('a required parameter is satisfied by its default', () => {
  expect(parameters([declared('a', { required: true, default: '' })])).toEqual({ a: '' });
});

test.each([
  ['any', 'TEXT'],
  ['string', 'TEXT'],
  ['number', 'NUMBER'],
  ['boolean', 'true'],
  ['array', "'[…]'"],
  ['object', "'{…}'"],
] as const)('a missing %s names the flag that gives it', (type, form) => {
  expect(() => parameters([declared('a', { type, required: true })])).toThrow(
    new Error(`'parameters.a' must be given, got nothing: write --param a=${form}`),
  );
});

test.each([
  ['string', 3, 'text', '3'],
  ['number', '3', 'a number', '"3"'],
  ['boolean', 'yes', 'true or false', '"yes"'],
  ['array', {}, 'a list', '{}'],
  ['object', [], 'a mapping', '[]'],
  ['object', null, 'a mapping', 'null'],
] as const)('a value must be of type %s', (type, value, rule, got) => {
  expect(() => parameters([declared('a', { type })], { a: value })).toThrow(
    new Error(`'parameters.a' must be ${rule}, got ${got}`),
  );
});

test('every fault is told at once, and long values are cut', () => {
  const list = [declared('version', { required: true }), declared('limit', { type: 'number' })];
  expect(() => parameters(list, { versoin: '1', colour: 'red', limit: 'x'.repeat(99) })).toThrow(
    new Error(
      [
        "'parameters' must have names that the workflow declares (version, limit), got versoin: did you mean 'version'?",
        "'parameters' must have names that the workflow declares (version, limit), got colour: declare it, or leave it out",
        "'parameters.version' must be given, got nothing: write --param version=TEXT",
        `'parameters.limit' must be a number, got "${'x'.repeat(59)}…`,
      ].join('\n'),
    ),
  );
});
