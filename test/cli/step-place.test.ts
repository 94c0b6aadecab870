import { stepPlace } from '../../cli/step-place';

const long = `sleep 1; ${'x'.repeat(200)}`;

test.each([
  ['a step that the reason does not name', 'npm test', 'it ended with status 2', ", step 'npm test'"],
  ['a step that it names', 'npm test', "map step 'npm test' failed", ''],
  ['a long one that it cut a little earlier', `${long.slice(0, 80)}…`, `step '${long.slice(0, 79)}…' failed`, ''],
  ['what no terminal may show', 'a\u001b[31m', 'it failed', ", step 'a[31m'"],
  ['nothing', undefined, 'it failed', ''],
])('%s is told once', (_, step, reason, expected) => {
  expect(stepPlace(step, reason, ', step ')).toBe(expected);
});
