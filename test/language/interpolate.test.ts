import fc from 'fast-check';
import { interpolate } from '../../language/interpolate';
import { Scope } from '../../language/scope';

const scope = new Scope({
  item: { a: { b: 'deep' }, tags: ['x', 'y'], list: [{ n: 1 }], n: 5, yes: true, none: null, empty: '', 'a-b': 'dash' },
  'shell.output': 'out\n',
  nothing: [],
  ARG: 'arg',
  lower: 'l',
});

test.each([
  ['a path', '${item.a.b}', 'deep'],
  ['an index', '${item.tags[1]} ${item.list[0].n} ${item.tags.0}', 'y 1 x'],
  ['a name with dots', '${shell.output}', 'out\n'],
  ['a list of strings', '${item.tags}', 'x, y'],
  ['other lists and objects', '${item.list} ${item.a} ${nothing}', '[{"n":1}] {"b":"deep"} []'],
  ['numbers and truth values', '${item.n} ${item.yes}', '5 true'],
  ['null and the empty text', '<${item.none}${item.empty}>', '<>'],
  ['a name with a dash', '${item.a-b}', 'dash'],
  [
    'defaults',
    "${item.x:-don't know}, ${item.none:-d}, ${item.empty:-d}, ${item.n:-d}, ${X:-}",
    "don't know, d, d, 5, ",
  ],
  ['an upper-case name', '$ARG/${ARG}', 'arg/arg'],
  ['an escaped backslash', '\\\\$ARG', '\\\\arg'],
])('%s is replaced', (_, text, expected) => {
  expect(interpolate(text, scope)).toBe(expected);
});

test.each([
  '${item.x} ${item.tags[9]} ${item.tags.length} ${item.a.b.c} ${other}',
  '${item.__proto__} ${__proto__} ${constructor} ${item.constructor} ${item.tags.constructor} ${toString}',
  '$1 $? $$ $# $@ $* $! $ ${} ${ item } ${item.} ${item..a} ${item[} $lower $ARGS $ARG_x $Arg',
  '\\${item.n} \\$ARG \\\\\\$ARG',
  '${item.n|default:3} ${item.n:+x} ${item.x:-${ARG',
])('what is not known stays as it is: %s', (text) => {
  expect(interpolate(text, scope)).toBe(text);
});

test('a document cannot lead out of its data', () => {
  const values = JSON.parse('{"item": {"__proto__": {"x": 1}, "constructor": "c"}}') as Record<string, unknown>;
  const text = '${item.__proto__.x} ${item.constructor}';
  expect(interpolate(text, new Scope(values))).toBe(text);
});

test('values are not read for references again', () => {
  expect(interpolate('${a}$ARG', new Scope({ a: '${ARG} $ARG', ARG: '$' }))).toBe('${ARG} $ARG$');
});

test('any text stays as it is where nothing is known', () => {
  const text = fc
    .array(fc.oneof(fc.constantFrom('${', '}', '$', ':-', '.', '[0]', '\\', 'a', '$A'), fc.string()))
    .map((parts) => parts.join(''));
  const unchanged = (input: string) =>
    expect(interpolate(input.replaceAll(':-', ''), new Scope({}))).toBe(input.replaceAll(':-', ''));
  fc.assert(fc.property(text, unchanged));
});
