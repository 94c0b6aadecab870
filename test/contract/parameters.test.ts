import { checkedParameters } from '../../contract/parameters';

test('parameters are sorted by name, and what they hold stays as it is', () => {
  const parameters = { version: '1.2', dry_run: false, limit: 3, targets: ['a', { b: null }] };
  expect(Object.entries(checkedParameters(parameters)!)).toEqual([
    ['dry_run', false],
    ['limit', 3],
    ['targets', ['a', { b: null }]],
    ['version', '1.2'],
  ]);
  expect(checkedParameters({})).toBeUndefined();
  expect(checkedParameters()).toBeUndefined();
});

test.each(['', '1a', 'a-b', 'a.b', 'a b', 'a'.repeat(65)])('%j is no name that a shell can say', (name) => {
  expect(() => checkedParameters({ [name]: 'x' })).toThrow(
    new Error(
      `'parameters' must have names of letters, digits and underscores, got ${JSON.stringify(name)}: ` +
        'a shell must be able to say the name',
    ),
  );
});

test.each(['ARG', 'item', 'PATH', 'https_proxy', 'LD_PRELOAD', 'GIT_SSH_COMMAND', 'ANTHROPIC_API_KEY', 'constructor'])(
  'the name %s is reserved',
  (name) => {
    expect(() => checkedParameters({ [name]: 'x' })).toThrow(
      new Error(`'parameters' must leave reserved names alone, got ${name}: choose a name of your own`),
    );
  },
);

test.each([
  [undefined, "'parameters.a' must be a value that JSON knows, got undefined: give text or numbers"],
  [Number.NaN, "'parameters.a' must be a value that JSON knows, got NaN: give text or numbers"],
  ['x\0', "'parameters.a' must hold no NUL character, got one: no program can be given it"],
  [
    'x'.repeat(102401),
    "'parameters.a' must have at most 102400 bytes, got 102401: keep large values in files of the repository",
  ],
])('a value that no step can be given is refused', (value, message) => {
  expect(() => checkedParameters({ a: value })).toThrow(new Error(message));
});
