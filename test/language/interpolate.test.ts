import fc from 'fast-check';
import { interpolate } from '../../language/interpolate';
import { Scope } from '../../language/scope';

const scope = new Scope({
  item: { a: { b: 'deep' }, tags: ['x', 'y'], list: [{ n: 1 }], n: 5, yes: true, none: null, empty: '', 'a-b': 'dash' },
  'shell.output': 'out\n',
  nothing: [],
  step: { files_added: ['specs/1.md', 'src/a.rs'] },
  workflow: { files_added: [] },
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
  [
    'defaults of filters',
    '${item.x|default:N/A}, ${item.none | default: a b }, ${X|default:"}\'"}, ${X|default:\'"\'}, ${item.n|default:d}, ${X|default:}',
    'N/A, a b, }\', ", 5, ',
  ],
  [
    'lengths',
    '${item.tags|length} ${lower|length} ${item.a | length} ${item.n|length} ${X|length|default:none}',
    '2 1 1 1 none',
  ],
  ['lists as JSON', '${item.tags:json} ${item.a:json} ${lower.x:json|default:-}', '["x","y"] {"b":"deep"} -'],
  ['lists as lines', '${item.tags:lines}|${item.tags:newline}|${item.n:lines}', 'x\ny|x\ny|5'],
  ['lists with commas', '${item.tags:csv} ${item.tags:comma} ${item.list:csv}', 'x,y x,y {"n":1}'],
  [
    'lists of files',
    '${step.files_added}|${workflow.files_added}|${step.files_added:json}',
    'specs/1.md src/a.rs||["specs/1.md","src/a.rs"]',
  ],
  [
    'files by a glob',
    '${step.files_added:specs/*.md} ${step.files_added:*.rs} ${step.files_added:**}',
    'specs/1.md src/a.rs specs/1.md src/a.rs',
  ],
  [
    'files by a glob, written as asked',
    '${step.files_added:*.md,*.rs:lines} ${step.files_added:*.go}${step.files_added:*.go|default:-}',
    'specs/1.md\nsrc/a.rs -',
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
  '${item.n:+x} ${item.x:-${ARG ${item.x|upper} ${item.x|default} ${item.x|length:100} ${item.n | default:`id`}',
  '${item.n:json:csv} ${item.n:*.md:*.rs} ${item.n:} ${item.n:[z-a]} ${lower:2} ${lower:json} ${lower^^} ${#lower}',
  '${item.x|length} ${item.x:json} ${item.x:*.md} ${x#a} ${x%a} ${x/a/b} ${x|y} ${item.n } ${item.n:json|y}',
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

test('values of any characters come out as they are', () => {
  const same = (value: string, other: string) => {
    const values = new Scope({ a: { b: value, list: [value, other] } });
    expect(interpolate('<${a.b}>', values)).toBe(`<${value}>`);
    expect(interpolate('${a.list:lines}', values)).toBe(`${value}\n${other}`);
    expect(JSON.parse(interpolate('${a.list:json}', values))).toEqual([value, other]);
    expect(interpolate('${a.list[1]|default:none}', values)).toBe(other === '' ? 'none' : other);
    expect(interpolate('${a.b|length}', values)).toBe(String([...value].length));
  };
  const value = fc.string({ unit: 'grapheme' });
  fc.assert(fc.property(fc.oneof(value, fc.constantFrom('${a.b}', '$', '}', '|default:x')), value, same));
});

test('the longest texts are answered at once', () => {
  const start = performance.now();
  for (const part of [
    '${a',
    '${a|',
    '${a|default:',
    '${a|default:"',
    '${a:',
    '${a.b:*',
    '${a.b:-',
    '\\',
    '$',
    '${a.b ',
  ]) {
    interpolate(part.repeat(20_000), scope);
    interpolate(`${part}${' '.repeat(200_000)}`, scope);
  }
  expect(performance.now() - start).toBeLessThan(10_000);
});

test('any text stays as it is where nothing is known', () => {
  const text = fc
    .array(
      fc.oneof(fc.constantFrom('${', '}', '$', ':-', '|', ':json', ':*', '.', '[0]', '\\', 'a', '$A'), fc.string()),
    )
    .map((parts) => parts.join(''));
  const unchanged = (input: string) =>
    expect(interpolate(input.replaceAll(/:-|default/g, ''), new Scope({}))).toBe(input.replaceAll(/:-|default/g, ''));
  fc.assert(fc.property(text, unchanged));
});
