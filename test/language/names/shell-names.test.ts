import { shellMaySet } from '../../../language/names/shell-names';

test.each([
  ['x=1', 'x'],
  ['a[1]=2; b+=c', 'b'],
  ['for file in *; do :; done', 'file'],
  ['while read -r first rest; do :; done', 'rest'],
  ['local a b=1', 'a'],
  ['export TOKEN', 'TOKEN'],
  ['getopts ab: flag', 'flag'],
  ['printf -v line %s x', 'line'],
  ['((i++)); for ((j = 0; j < 3; j++)); do :; done', 'j'],
  ['echo ${x:=1}', 'x'],
  ['echo ${x=1}', 'x'],
  ['. ./env.sh; echo ${anything}', 'anything'],
  ['eval "$(tool env)"', 'anything'],
  ['true', 'HOME'],
])('%s may set %s', (text, name) => {
  expect(shellMaySet(text)(name)).toBe(true);
});

test('what no part of the text names is not set by it', () => {
  expect(shellMaySet('echo ${item_idd} x == y')('item_idd')).toBe(false);
  expect(shellMaySet('read a; echo b')('b')).toBe(false);
});

test('the longest texts are read at once', () => {
  const start = performance.now();
  for (const part of ['a[', 'read ', 'a', 'a=', '. ', 'for x', '--', ' \n']) shellMaySet(part.repeat(200_000));
  expect(performance.now() - start).toBeLessThan(5000);
});
