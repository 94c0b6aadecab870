import { runStep } from '../../../../runtime/engine/run-step';
import { RecordingClock } from '../recording-clock';
import { StepFolder } from '../step-setting';

let folder: StepFolder;
let clock: RecordingClock;
beforeEach(() => {
  folder = new StepFolder();
  clock = new RecordingClock();
  folder.clock = clock;
});
afterEach(() => folder.remove());

/** A step that succeeds at its n-th execution, and counts them in `runs`. */
const succeedsAt = (n: number, retry: string, says = 'connection refused'): string => `
- shell: 'printf x >> runs; [ "$(wc -c < runs)" -ge ${n} ] || { echo "${says}" >&2; exit 7; }; echo done'
  capture_output: true
  retry: ${retry}
`;
const runs = (): number => folder.read('runs').length;

test('a step is executed again until it succeeds, with pauses as the backoff says', async () => {
  const captures = await folder.run(succeedsAt(4, '{ attempts: 5, backoff: fibonacci, initial_delay: 2s }'));
  expect(captures).toMatchObject({ 'shell.output': 'done' });
  expect([runs(), clock.pauses]).toEqual([4, [2000, 2000, 4000]]);
});

test('attempts are executions in all; each failure is told, and the last is what fails the step', async () => {
  const { step, setting } = folder.step(succeedsAt(9, '{ attempts: 3, backoff: { linear: { increment: 500ms } } }'));
  await expect(runStep(step, setting)).rejects.toThrow(/\(line 2\) failed with exit code 7: connection refused$/);
  expect([runs(), clock.pauses]).toEqual([3, [1000, 1500]]);
  expect(folder.log.messages('warn').map((message) => message.split('\n')[1])).toEqual([
    'execution 2 of 3 follows in 1 s',
    'execution 3 of 3 follows in 1.5 s',
  ]);
});

test('jitter is chance', async () => {
  folder.chance = 1;
  await folder.run(succeedsAt(2, '{ jitter: true, jitter_factor: 0.5 }'));
  expect(clock.pauses).toEqual([1500]);
});

test.each([
  ['network', 'curl: (6) Could not resolve host: example.com', 'file not found'],
  ['network', 'connect ECONNREFUSED 127.0.0.1:80', 'REFUS'],
  ['timeout', 'Error: request timed out', 'no time left'],
  ['timeout', 'context deadline exceeded', 'deadline'],
  ['server_error', 'HTTP/1.1 503 Service Unavailable', 'line 5030'],
  ['server_error', 'Overloaded', 'load'],
  ['rate_limit', '429 Too Many Requests', 'item 4290'],
  ['rate_limit', 'rate-limited, slow down', 'rated'],
  ['{ pattern: "try (again|later)" }', 'please try later', 'try'],
])('%s is a failure that says %j, not one that says %j', async (cause, said, other) => {
  await folder.run(succeedsAt(2, `{ retry_on: [${cause}] }`, said));
  expect(runs()).toBe(2);
  folder.write('runs', '');
  expect(await folder.failure(succeedsAt(2, `{ retry_on: [${cause}] }`, other))).toMatch(/failed with exit code 7/);
  expect(runs()).toBe(1);
});

test('a step that its timeout stopped is a timeout, whatever it says', async () => {
  const text = `
- shell: 'printf x >> runs; [ "$(wc -c < runs)" -ge 2 ] || sleep 30'
  timeout: 1
  retry: { retry_on: [timeout] }
`;
  await folder.run(text);
  expect(runs()).toBe(2);
});

test('other failures than those of the command are tried again too', async () => {
  await folder.run(`
- shell: 'printf x >> runs; [ "$(wc -c < runs)" -ge 2 ] && printf + >> HEAD; true'
  commit_required: true
  retry: { attempts: 2 }
`);
  expect(runs()).toBe(2);
});

test('no execution starts once the budget would be over by then', async () => {
  const retry = '{ attempts: 9, backoff: fixed, initial_delay: 4s, retry_budget: 10s }';
  expect(await folder.failure(succeedsAt(9, retry))).toMatch(/failed with exit code 7/);
  expect([runs(), clock.pauses]).toEqual([3, [4000, 4000]]);
});

test('nor once the time of what is around it would be over', async () => {
  const { step, setting } = folder.step(succeedsAt(9, '{ attempts: 9, backoff: fixed, initial_delay: 20s }'));
  const around = { ...setting, deadline: clock.now() + 50_000 };
  await expect(runStep(step, around)).rejects.toThrow(/failed with exit code 7/);
  expect(clock.pauses).toEqual([20_000, 20_000]);
});

test('a pause ends when the run is interrupted', async () => {
  const { step, setting } = folder.step(succeedsAt(2, '{ initial_delay: 20s }'));
  clock.onSleep = () => folder.stop.abort();
  await expect(runStep(step, setting)).rejects.toThrow('interrupted');
  expect(runs()).toBe(1);
});

describe('once the executions are used up', () => {
  test('continue goes on with a warning', async () => {
    const text = succeedsAt(9, '{ attempts: 2, on_failure: continue }').replace(
      'capture_output: true',
      'capture: c\n  capture_format: json',
    );
    expect(await folder.run(text)).toMatchObject({ c: '', 'c.exit_code': 7 });
    expect(folder.log.messages('warn').at(-1)).toMatch(/refused\nthe run goes on: 'retry.on_failure' is 'continue'$/);
  });

  test('a fallback stands in for the step, with all that belongs to it', async () => {
    const text = succeedsAt(9, '{ attempts: 2, on_failure: { fallback: "echo instead" } }');
    expect(await folder.run(text)).toMatchObject({ 'shell.output': 'instead' });
    expect(runs()).toBe(2);
  });

  test('a fallback that fails fails the step, with both reasons', async () => {
    const text = succeedsAt(9, '{ attempts: 1, on_failure: { fallback: "echo nor this >&2; exit 3" } }');
    expect(await folder.failure(text)).toMatch(
      /code 7: connection refused\nand its fallback failed too: setup step .* failed with exit code 3: nor this$/,
    );
  });

  test('the handler of on_failure comes next; after it the step is executed once each time', async () => {
    const text = `${succeedsAt(9, '{ attempts: 3, initial_delay: 1s }')}
  on_failure: { shell: printf y >> calls, max_attempts: 3, fail_workflow: true }
`;
    expect(await folder.failure(text)).toMatch(/failed with exit code 7/);
    expect([runs(), folder.read('calls'), clock.pauses]).toEqual([5, 'yy', [1000, 2000]]);
  });
});
