import { Scratch } from './prodigy';

let scratch: Scratch;
beforeAll(() => {
  scratch = new Scratch();
  scratch.write(
    'flow.yaml',
    'name: tidy\nmode: mapreduce\nmap:\n  input: items.json\n  max_parallel: 4\n  agent_template:\n    - shell: "true"\n',
  );
  scratch.write('items.json', '[1, 2]');
  scratch.commit();
});
afterAll(() => scratch.remove());

const cost = (...flags: string[]) =>
  scratch.prodigy(
    ...['cost', 'flow.yaml', '--cluster', 'production', '--repository', 'https://git.example.com/a/b.git'],
    ...['--revision', 'main', '--anonymous', ...flags],
  );

test('an estimate of a bundled cluster, by what its pods ask for', () => {
  const { status, stdout } = cost('--items', '400', '--item-time', '30s,2m', '--model-cost', '0.02');
  expect(status).toBe(0);
  const lines = stdout.split('\n').map((line) => line.trim());
  expect(lines[0]).toMatch(/^MEDIAN ITEMS +SLOW ITEMS$/);
  expect(lines[1]).toMatch(/^time +52 min +3 h 22 min$/);
  expect(lines[2]).toMatch(/^4 agents +0\.\d{4} USD +0\.\d{4} USD$/);
  expect(lines[5]).toMatch(/^models +8\.00 USD +8\.00 USD$/);
  expect(lines[6]).toMatch(/^together +8\.\d\d USD +\d\.\d\d USD$/);
});

test('spot nodes cost less, and tell what is begun anew', () => {
  const flags = ['--items', '400', '--item-time', '30s', '-o', 'json'];
  const onDemand = JSON.parse(cost(...flags).stdout);
  const onSpot = JSON.parse(cost(...flags, '--use-spot', '--reclaims', '0.3').stdout);
  expect(onSpot.p50.agents).toBeLessThan(onDemand.p50.agents * 0.35);
  expect(onSpot.p50.restarts).toBeCloseTo(1, 6);
});

test('what is not given is taken from the report of a run', () => {
  const report = {
    runId: 'before',
    outcome: 'complete',
    items: { total: 10 },
    durations: { totalMs: 100_000, phases: { setup: 10_000, map: 60_000 }, items: { medianMs: 20_000, maxMs: 40_000 } },
    usage: { costUsd: 5 },
  };
  scratch.write('.home/.prodigy/runs/before/report.json', JSON.stringify(report));
  const { p50, p95 } = JSON.parse(cost('--from', 'before', '-o', 'json').stdout);
  expect(p50.hours).toBeCloseTo((40 + 3 * 20) / 3600, 6);
  expect(p95.hours).toBeCloseTo((40 + 3 * 40) / 3600, 6);
  expect(p50.model).toBe(5);
});

test('what may cost more than a budget ends with 3', () => {
  const flags = ['--items', '10', '--item-time', '30s', '--model-cost', '1'];
  expect(cost(...flags, '--budget', '11').status).toBe(0);
  const { status, stdout, stderr } = cost(...flags, '--budget', '10');
  expect({ status, stderr }).toEqual({
    status: 3,
    stderr: expect.stringContaining('with slow items it is above the budget of 10 USD\n'),
  });
  expect(stdout).toContain('together');
});

test.each([
  [['--item-time', '30s'], "'--items' must be a whole number, got none: say how many, or name a run with --from"],
  [
    ['--items', '4'],
    "'--item-time' must be a span, or two with a comma, got none: write 30s or 30s,2m, or name a run with --from",
  ],
  [
    ['--items', '4', '--item-time', '2m,30s'],
    "'--item-time' must be a span, or two with a comma, got 2m,30s: write 30s or 30s,2m, or name a run with --from",
  ],
  [
    ['--items', '4', '--item-time', '30s', '--other-time', 'long'],
    "'--other-time' must be a span such as 90s or 5m, got long",
  ],
  [['--items', '4', '--item-time', '30s', '--budget', 'much'], "'--budget' must be a number, got much"],
  [
    ['--items', '4', '--item-time', '30s', '--cluster', 'edge'],
    "'prices' must be a fact of edge, got none: add what its resources cost",
  ],
])('%j is refused', (flags, message) => {
  const { status, stderr } = cost(...flags);
  expect(status).toBe(2);
  expect(stderr).toContain(`prodigy-k8s: ${message}\n`);
});
