import { Route } from '../../../contract/workspace-api';
import { until } from '../server/workspace-under-test';
import { MAPREDUCE, makeRun, startAgent, workspace } from './agents-under-test';

const metrics = async (): Promise<string> => (await fetch(workspace.metricsUrl)).text();

test('Prometheus reads from the workspace server how a run went, and what agents measured', async () => {
  const flow = MAPREDUCE.replace('- shell: cat', '- shell: test "${item}" != c; cat').replace(
    'reduce:',
    '    - shell: test "${item}" != d\nreduce:',
  );
  await makeRun(flow);
  const agents = await Promise.all([0, 1].map((index) => startAgent(index, flow)));
  expect(await Promise.all(agents.map(({ done }) => done))).toEqual([0, 0]);
  const text = await metrics();
  const step = (phase: string, outcome: string) =>
    `prodigy_step_duration_seconds_count{phase="${phase}",kind="shell",outcome="${outcome}"}`;
  const lines = [
    'prodigy_items_total{outcome="merged"} 5',
    'prodigy_items_total{outcome="dead"} 1',
    'prodigy_items_in_progress 0',
    'prodigy_queue_depth 0',
    'prodigy_item_duration_seconds_count 6',
  ];
  for (const line of lines) expect(text.split('\n')).toContain(line);
  // On a busy machine lead and locks may change hands, and what was done then is done again.
  const atLeast = [
    ['prodigy_leader_changes_total', 1],
    ['prodigy_merges_total{result="merged"}', 5],
    [step('setup', 'succeeded'), 1],
    [step('map', 'succeeded'), 11],
    [step('map', 'failed'), 1],
    [step('reduce', 'succeeded'), 1],
  ] as const;
  for (const [name, least] of atLeast) {
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
    expect(Number(line?.split(' ').at(-1))).toBeGreaterThanOrEqual(least);
  }
  expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
});

test('a workspace server that starts again goes on counting where it stood', async () => {
  await makeRun(MAPREDUCE);
  await (await startAgent(0, MAPREDUCE)).done;
  await workspace.stop();
  await workspace.start();
  await until(async () => (await metrics()).includes('prodigy_items_total{outcome="merged"} 6'));
});

test.each([
  [{}, "'body' must be a list of measurements"],
  [
    [{ metric: 'prodigy_items_total', labels: {}, values: [1] }],
    `'metric' must be one that agents report, got "prodigy_items_total"`,
  ],
  [
    [
      {
        metric: 'prodigy_step_duration_seconds',
        labels: { phase: 'item_17', kind: 'shell', outcome: 'failed' },
        values: [1],
      },
    ],
    `'phase' must be one of commands, setup, map, reduce, merge, got "item_17"`,
  ],
  [
    [
      {
        metric: 'prodigy_step_duration_seconds',
        labels: { phase: 'map', kind: 'shell', outcome: 'failed' },
        values: [-1],
      },
    ],
    "'values' must be a list of numbers from 0",
  ],
])('measurements that are none are refused: %j', async (body, error) => {
  await makeRun('- shell: "true"');
  expect(await workspace.call('agent-0', `POST ${Route.MEASUREMENTS}`, body)).toEqual({ status: 400, body: { error } });
});

test('nothing else is to be had on the port of the metrics', async () => {
  await makeRun('- shell: "true"');
  expect((await fetch(workspace.metricsUrl.replace('/metrics', Route.JOURNAL))).status).toBe(404);
  expect((await fetch(workspace.metricsUrl, { method: 'POST' })).status).toBe(404);
});
