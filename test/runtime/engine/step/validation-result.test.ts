import { resultIn } from '../../../../runtime/engine/step/validation-result';

const GAP = { tests: { description: 'no tests', severity: 'high' } };
const RESULT = `{"completion_percentage": 85, "status": "incomplete", "implemented": ["a"], "missing": ["b {", "c"], "gaps": ${JSON.stringify(GAP)}, "score": 7}`;

test('a result has what the work lacks, and whatever else it says', () => {
  expect(resultIn(RESULT)).toEqual({
    completion: 85,
    status: 'incomplete',
    implemented: ['a'],
    missing: ['b {', 'c'],
    gaps: GAP,
    fields: expect.objectContaining({ score: 7 }),
  });
});

test.each([
  ['as it is', RESULT],
  ['with blank lines around it', `\n\n${RESULT}\n`],
  ['in a fence', `Here is what I found:\n\n\`\`\`json\n${RESULT}\n\`\`\`\nThat is all.`],
  ['in a line of text', `It comes to ${RESULT}, I think. See {x}.`],
  ['behind an earlier one', `At first {"completion_percentage": 20}, and then ${RESULT}`],
  ['behind a bracket that nothing closes', `{ "a": {"b" ${RESULT}`],
  ['on several lines', JSON.stringify(JSON.parse(RESULT), null, 2)],
])('a result is found %s', (_, text) => {
  expect(resultIn(text)).toMatchObject({ completion: 85, missing: ['b {', 'c'] });
});

test.each([
  ['{"completion_percentage": "92.5 %"}', { completion: 92.5, status: 'incomplete', missing: [], gaps: {} }],
  ['{"completion_percentage": 100}', { completion: 100, status: 'complete' }],
  [
    '{"completion_percentage": 0, "status": "failed", "missing": "all of it"}',
    { completion: 0, missing: ['all of it'] },
  ],
  ['{"status": "complete", "missing": null}', { completion: 100, missing: [] }],
])('%s is a result', (text, result) => {
  expect(resultIn(text)).toMatchObject(result);
});

test.each([
  '',
  'ok',
  '85',
  '[{"completion_percentage": 1',
  '{"completion": 85}',
  '{"status": "incomplete"}',
  '{"completion_percentage": 101}',
  '{"completion_percentage": -1}',
  '{"completion_percentage": "most"}',
  '{"completion_percentage": null}',
])('%s is no result', (text) => {
  expect(resultIn(text)).toBeUndefined();
});

test('a long text of brackets is read in no time', () => {
  const start = performance.now();
  expect(resultIn('{"'.repeat(500_000))).toBeUndefined();
  expect(resultIn('{"a":'.repeat(200_000))).toBeUndefined();
  expect(performance.now() - start).toBeLessThan(10_000);
});
