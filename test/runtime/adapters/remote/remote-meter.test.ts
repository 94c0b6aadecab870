import { AgentMetric, MOST_MEASUREMENTS } from '../../../../contract/metrics';
import { RemoteMeter } from '../../../../runtime/adapters/remote/remote-meter';
import { Refused } from '../../../../runtime/adapters/remote/workspace-client';
import type { Clock } from '../../../../runtime/ports/clock';
import { RecordingLog } from '../log/recording-log';

const LABELS = { phase: 'map', kind: 'shell', outcome: 'succeeded' };

let calls: { route: string; body: unknown }[];
let refusal: Error | undefined;
let ring: () => void;
let log: RecordingLog;
let meter: RemoteMeter;

const client = {
  once: async ({ route, body }: { route: string; body?: unknown }) => {
    if (refusal) throw refusal;
    calls.push({ route, body });
  },
};
const clock: Clock = {
  now: () => 0,
  sleep: (_, signal) =>
    new Promise((resolve) => {
      ring = resolve;
      signal?.addEventListener('abort', () => resolve());
    }),
};
const turns = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  calls = [];
  refusal = undefined;
  log = new RecordingLog();
  meter = new RemoteMeter({ client, clock, log });
});
afterEach(() => meter.close());

const measure = (value: number, labels: Record<string, string> = LABELS) =>
  meter.measure(AgentMetric.STEP_DURATION, labels, value);

test('values of one series travel together, now and then', async () => {
  measure(1);
  measure(2);
  measure(3, { ...LABELS, kind: 'claude' });
  expect(calls).toEqual([]);
  ring();
  await turns();
  const metric = 'prodigy_step_duration_seconds';
  expect(calls).toEqual([
    {
      route: '/v1/measurements',
      body: [
        { metric, labels: LABELS, values: [1, 2] },
        { metric, labels: { ...LABELS, kind: 'claude' }, values: [3] },
      ],
    },
  ]);
});

test('what could not be told is told with the next call', async () => {
  measure(1);
  refusal = new Error('away');
  ring();
  await turns();
  refusal = undefined;
  measure(2);
  ring();
  await turns();
  expect(calls.map(({ body }) => body)).toEqual([[expect.objectContaining({ values: [1, 2] })]]);
});

test('what the workspace refuses is not told again: it would be refused for ever', async () => {
  measure(1);
  refusal = new Refused(400, 'no such metric');
  ring();
  await turns();
  refusal = undefined;
  measure(2);
  ring();
  await turns();
  expect(calls.map(({ body }) => body)).toEqual([[expect.objectContaining({ values: [2] })]]);
  expect(log.messages('warn')).toEqual(['measurements are dropped: the workspace server refused: no such metric']);
});

test('at its end an agent tells what is left, and nothing where nothing is', async () => {
  measure(1);
  await meter.close();
  expect(calls).toHaveLength(1);
  await meter.close();
  expect(calls).toHaveLength(1);
});

test('a workspace that is away for long costs no more than so many values', async () => {
  for (let n = 0; n < MOST_MEASUREMENTS + 5; n += 1) measure(n);
  ring();
  await turns();
  expect(log.messages('warn')).toEqual(['5 measurements are dropped: more than 10000 at a time']);
  expect((calls[0]!.body as { values: number[] }[])[0]!.values).toHaveLength(MOST_MEASUREMENTS);
});
