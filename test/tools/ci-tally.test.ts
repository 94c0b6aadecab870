const load = () => import('../../tools/ci-tally.mjs');
type Tally = Awaited<ReturnType<typeof load>>['tally'];
type Suite = Parameters<Tally>[0][number];
type Outcome = ReturnType<Parameters<Tally>[1]>;
type Report = NonNullable<Outcome['report']>;

const suite: Suite = { name: 'npm test', command: ['npm', 'test'], jest: true };

/** Files and the states of their tests; a file without any could not be run. */
const report = (files: Record<string, string[]>): Report => ({
  testResults: Object.entries(files).map(([name, states]) => ({
    name,
    status: states.length === 0 || states.includes('failed') ? 'failed' : 'passed',
    assertionResults: states.map((status) => ({ status })),
  })),
});

/** Answers in turn; tells which files were asked for. */
async function tallied(suites: readonly Suite[], ...answers: Outcome[]) {
  const { tally } = await load();
  const asked: string[] = [];
  const total = tally(suites, ({ name }, files) => {
    asked.push([name, ...files].join(' '));
    const answer = answers.shift();
    if (answer === undefined) throw new Error('was asked too often');
    return answer;
  });
  return { ...total, asked };
}

test('tests count, and the exit of their suite', async () => {
  const answer = { status: 0, report: report({ a: ['passed', 'passed'], b: ['passed'] }) };
  expect(await tallied([suite, { ...suite, jest: false }], answer, { status: 0, report: null })).toMatchObject({
    passed: 5,
    failed: 0,
  });
});

test('a skipped test counts as failed, whatever its suite says', async () => {
  const answer = { status: 0, report: report({ a: ['passed', 'pending'], b: ['todo'] }) };
  expect(await tallied([suite], answer)).toMatchObject({ passed: 2, failed: 2, asked: ['npm test'] });
});

test('a suite that wrote no report has failed', async () => {
  expect(await tallied([suite], { status: 1, report: undefined })).toMatchObject({ passed: 0, failed: 2 });
});

test('nothing is asked after a suite that the others need', async () => {
  const needed = { name: 'npm ci', command: ['npm', 'ci'], needed: true };
  expect(await tallied([needed, suite], { status: 1, report: null })).toMatchObject({ failed: 1, asked: ['npm ci'] });
});

test('a file that passes when it is asked alone counts as passed, and is named', async () => {
  const first = { status: 1, report: report({ a: ['passed', 'failed'], b: ['passed'], c: [] }) };
  const second = { status: 0, report: report({ a: ['passed', 'passed'], c: ['passed'] }) };
  expect(await tallied([suite], first, second)).toEqual({
    passed: 5,
    failed: 0,
    unsteady: ['a', 'c'],
    asked: ['npm test', 'npm test a c'],
  });
});

test('files that fail again count as they did at first', async () => {
  const first = { status: 1, report: report({ a: ['passed', 'failed'], b: ['passed'] }) };
  const second = { status: 1, report: report({ a: ['failed', 'failed'] }) };
  expect(await tallied([suite], first, second)).toMatchObject({ passed: 2, failed: 2, unsteady: [] });
});

test('a second look that skips something is no better', async () => {
  const first = { status: 1, report: report({ a: ['failed'] }) };
  expect(await tallied([suite], first, { status: 0, report: report({ a: ['pending'] }) })).toMatchObject({
    passed: 0,
    failed: 2,
  });
});

test('neither many files nor a suite that strikes at random are asked again', async () => {
  const many = { status: 1, report: report({ a: ['failed'], b: ['failed'], c: ['failed'], d: ['failed'] }) };
  expect((await tallied([suite], many)).asked).toEqual(['npm test']);
  const one = { status: 1, report: report({ a: ['failed'] }) };
  expect((await tallied([{ ...suite, once: true }], one)).asked).toEqual(['npm test']);
});
