import { interpolate } from '../../language/interpolate';
import { itemVariables } from '../../language/item-scope';
import { type ItemSelection, itemsOfFile, itemsOfOutput } from '../../language/items';
import { Scope } from '../../language/scope';

const all: ItemSelection = {
  jsonPath: undefined,
  filter: undefined,
  sortBy: undefined,
  distinct: undefined,
  offset: 0,
  maxItems: undefined,
};
const data = (items: readonly { data: unknown }[]) => items.map((item) => item.data);

describe('items of a file', () => {
  test('are the elements of an array, numbered', () => {
    expect(itemsOfFile('[{"a": 1}, "x", null]', 'items.json', all)).toEqual([
      { id: 'item_0', data: { a: 1 } },
      { id: 'item_1', data: 'x' },
      { id: 'item_2', data: null },
    ]);
  });

  test('are a document that is no array', () => {
    expect(data(itemsOfFile('{"a": 1}', 'items.json', all))).toEqual([{ a: 1 }]);
  });

  test.each([
    ['$.files[*]', [{ n: 1 }, { n: 2 }]],
    ['$.files[?@.n > 1]', [{ n: 2 }]],
    ['$..n', [1, 2]],
    ['$.none[*]', []],
    ['$.files', [[{ n: 1 }, { n: 2 }]]],
  ])('are what %s selects', (jsonPath, expected) => {
    expect(data(itemsOfFile('{"files": [{"n": 1}, {"n": 2}]}', 'items.json', { ...all, jsonPath }))).toEqual(expected);
  });

  test('are one, the array, for a bare $', () => {
    expect(data(itemsOfFile('[1, 2]', 'items.json', { ...all, jsonPath: '$' }))).toEqual([[1, 2]]);
  });

  test('are the first so many', () => {
    expect(data(itemsOfFile('[1, 2, 3]', 'items.json', { ...all, jsonPath: '$[*]', maxItems: 2 }))).toEqual([1, 2]);
  });

  test('are taken in this order: json_path, filter, sort_by, distinct, offset, max_items; then they get their names', () => {
    const file = (path: string, score: number) => ({ path, score });
    const files = [file('a', 1), file('b', 9), file('c', 5), file('a', 7), file('d', 0), file('e', 3)];
    const selection: ItemSelection = {
      jsonPath: '$.files[*]',
      filter: 'item.score > 0',
      sortBy: 'score DESC',
      distinct: 'item.path',
      offset: 1,
      maxItems: 2,
    };
    expect(itemsOfFile(JSON.stringify({ files }), 'items.json', selection)).toEqual([
      { id: 'item_0', data: file('a', 7) },
      { id: 'item_1', data: file('c', 5) },
    ]);
  });

  test('are the first of each value, null and no field being one; the order of fields does not count', () => {
    const values = [
      { k: 1 },
      { k: '1' },
      { k: null },
      {},
      { k: 1, x: 2 },
      { k: { a: 1, b: 2 } },
      { k: { b: 2, a: 1 } },
    ];
    const taken = data(itemsOfFile(JSON.stringify(values), 'items.json', { ...all, distinct: 'k' }));
    expect(taken).toEqual([values[0], values[1], values[2], values[5]]);
  });

  test('are none behind the last', () => {
    expect(itemsOfFile('[1, 2]', 'items.json', { ...all, offset: 5, maxItems: 2 })).toEqual([]);
  });

  test.each([
    ['filter', 'a ==', "'filter' must have a value at character 5, got the end"],
    ['sortBy', '', "'sort_by' must have a field at character 1, got the end"],
    ['distinct', 'a b', "'distinct' must have the end of the field at character 3, got 'b'"],
  ])('need a %s that is one', (key, text, message) => {
    expect(() => itemsOfFile('[]', 'items.json', { ...all, [key]: text })).toThrow(new Error(message));
  });

  test('need a JSON document and a JSONPath', () => {
    expect(() => itemsOfFile('name,size\n', 'items.csv', all)).toThrow(
      new Error('\'items.csv\' must hold a JSON document, got "name,size\\n": write the items as JSON'),
    );
    expect(() => itemsOfFile('[]', 'items.json', { ...all, jsonPath: 'x' })).toThrow(
      new Error('\'json_path\' must be a JSONPath expression (RFC 9535), got x: Expected "$" but "x" found.'),
    );
  });
});

describe("items of a command's output", () => {
  test('come from its JSON document, an object too', () => {
    expect(data(itemsOfOutput('{"items": [1, 2]}\n', { ...all, jsonPath: '$.items[*]' }))).toEqual([1, 2]);
    expect(data(itemsOfOutput(' [1, 2]\n', all))).toEqual([1, 2]);
  });

  test('are filtered lines too', () => {
    const selection = { ...all, filter: "item matches '\\.rs$'", sortBy: 'item' };
    expect(data(itemsOfOutput('b.rs\nREADME.md\na.rs\n', selection))).toEqual([{ item: 'a.rs' }, { item: 'b.rs' }]);
  });

  test('are its lines where it is none', () => {
    expect(data(itemsOfOutput('{"a": 1}\n\nsrc/a b.rs\r\n  \n7\n', all))).toEqual([
      { a: 1 },
      { item: 'src/a b.rs' },
      7,
    ]);
  });

  test.each([
    ['$[*]', '{"file": "a.rs", "score": 3}\n', [{ file: 'a.rs', score: 3 }]],
    ['$ [*]', '42\n', [42]],
    ['$[?@.score > 3]', '{"score": 4}\n', [{ score: 4 }]],
    ['$[?@.score > 3]', '{"score": 3}\n{"score": 4}\n', [{ score: 4 }]],
    ['$[*].item', 'src/a.rs\n', ['src/a.rs']],
    ['$[*].item', 'src/a.rs\nsrc/b.rs\n', ['src/a.rs', 'src/b.rs']],
    ['$[*]', '[1, 2]\n', [1, 2]],
    ["$['items'][*]", '{"items": [1, 2]}\n', [1, 2]],
    ['$[ "items" ][*]', '{"items": [1, 2]}\n', [1, 2]],
    ['$.items[*]', 'a.rs\nb.rs\n', [{ item: 'a.rs' }, { item: 'b.rs' }]],
  ])('are what %s selects of %j', (jsonPath, output, expected) => {
    expect(data(itemsOfOutput(output, { ...all, jsonPath }))).toEqual(expected);
  });

  test('are none where there is no output', () => {
    expect(itemsOfOutput('\n \n', { ...all, jsonPath: '$.items[*]', maxItems: 3 })).toEqual([]);
  });
});

describe('variables of an item', () => {
  const render = (data: unknown, text: string) =>
    interpolate(text, new Scope(itemVariables({ id: 'item_4', data }, 4, 9)));

  test('give its parts, its JSON and its place', () => {
    expect(render({ a: { b: [1, 'x'] } }, '${item.a.b[1]} ${item} ${item_json}')).toBe(
      'x {"a":{"b":[1,"x"]}} {"a":{"b":[1,"x"]}}',
    );
    expect(render({}, '${item_id} ${item_index}/${item_total}')).toBe('item_4 4/9');
  });

  test('give an item without parts as it is', () => {
    expect(render('it\'s "x"', '${item} ${item.value} ${item_json}')).toBe('it\'s "x" it\'s "x" "it\'s \\"x\\""');
    expect(render(null, '<${item}${item.value}> ${item_json}')).toBe('<> null');
  });
});
