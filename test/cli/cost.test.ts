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
  expect(lines[0]).toMatch(/^MEDIAN ITEMS +SLOW ITEMS +ON SPOT: MEDIAN +ON SPOT: SLOW$/);
  expect(lines[1]).toMatch(/^time +52 min +3 h 22 min +52 min 3 s +3 h 22 min$/);
  expect(lines[2]).toMatch(/^4 agents( +0\.\d{4} USD){4}$/);
  expect(lines[5]).toMatch(/^models( +8\.00 USD){4}$/);
  expect(lines[6]).toMatch(/^total( +8\.\d\d USD){4}$/);
  expect(lines[7]).toMatch(/^restarted +0\.0 attempts +0\.0 attempts +0\.2 attempts +0\.7 attempts$/);
  expect(lines[8]).toBe('agents of this run use on-demand nodes');
});

test('spot nodes cost less, and tell what is begun anew', () => {
  const flags = ['--items', '400', '--item-time', '30s', '-o', 'json'];
  const { agentsOn, onDemand, spot } = JSON.parse(cost(...flags, '--use-spot', '--reclaims', '0.3').stdout);
  expect(agentsOn).toBe('spot');
  expect(spot.p50.agents).toBeLessThan(onDemand.p50.agents * 0.35);
  expect(spot.p50.restarts).toBeCloseTo(1, 6);
  expect(onDemand.p50.restarts).toBe(0);
});

test('what is not given is taken from the reports of earlier runs', () => {
  const report = {
    runId: 'before',
    outcome: 'complete',
    finishedAt: '2026-01-01T00:00:00Z',
    items: { total: 10 },
    durations: { totalMs: 100_000, phases: { setup: 10_000, map: 60_000 }, items: { medianMs: 20_000, maxMs: 40_000 } },
    usage: { costUsd: 5 },
  };
  scratch.write('.home/.prodigy/runs/before/report.json', JSON.stringify(report));
  const { p50, p95 } = JSON.parse(cost('--from', 'before', '-o', 'json').stdout).onDemand;
  expect(p50.hours).toBeCloseTo((40 + 3 * 20) / 3600, 6);
  expect(p95.hours).toBeCloseTo((40 + 3 * 40) / 3600, 6);
  expect(p50.model).toBe(5);
  const later = {
    ...report,
    runId: 'later',
    finishedAt: '2026-01-02T00:00:00Z',
    items: { total: 30 },
    durations: { ...report.durations, items: { medianMs: 30_000, p95Ms: 50_000, maxMs: 90_000 } },
    usage: { costUsd: 3 },
  };
  scratch.write('.home/.prodigy/runs/later/report.json', JSON.stringify(later));
  const both = JSON.parse(cost('--from', 'later', '--from', 'before', '-o', 'json').stdout).onDemand;
  expect(both.p50.hours).toBeCloseTo((40 + 8 * 30) / 3600, 6);
  expect(both.p95.hours).toBeCloseTo((40 + 8 * 50) / 3600, 6);
  expect(both.p50.model).toBeCloseTo((8 / 40) * 30, 6);
});

test('dollars of a report are not added to prices in another currency', () => {
  scratch.write('.home/.prodigy/kubernetes.yaml', 'clusters:\n  production:\n    prices: {currency: EUR}\n');
  const { status, stderr } = cost('--from', 'before');
  scratch.write('.home/.prodigy/kubernetes.yaml', '');
  expect(stderr).toContain(
    "prodigy-k8s: '--model-cost' must be given in EUR, since reports are in US dollars: give it, or add modelTokens to the prices\n",
  );
  expect(status).toBe(2);
});

test('a standard workflow is one item, and its reports tell how long that takes', () => {
  scratch.write('standard.yaml', 'name: once\ncommands:\n  - shell: "true"\n');
  const standard = (...flags: string[]) =>
    scratch.prodigy(
      ...['cost', 'standard.yaml', '--cluster', 'production', '--repository', 'https://git.example.com/a/b.git'],
      ...['--revision', 'main', '--anonymous', '-o', 'json', ...flags],
    );
  const { p50 } = JSON.parse(standard('--item-time', '20m', '--model-cost', '2').stdout).onDemand;
  expect(p50.hours).toBeCloseTo((120 + 1200) / 3600, 6);
  expect(p50.model).toBe(2);
  const report = {
    ...{ runId: 'once-1', outcome: 'complete', finishedAt: '2026-01-01T00:00:00Z' },
    ...{ durations: { totalMs: 600_000, phases: { commands: 590_000 } }, usage: { costUsd: 3 } },
  };
  scratch.write('.home/.prodigy/runs/once-1/report.json', JSON.stringify(report));
  const earlier = JSON.parse(standard('--from', 'once-1').stdout).onDemand.p50;
  expect(earlier.hours).toBeCloseTo(600 / 3600, 6);
  expect(earlier.model).toBe(3);
});

const TEN = ['--items', '10', '--item-time', '30s', '--model-cost', '1'];

test('what may cost more than a budget ends with 3', () => {
  expect(cost(...TEN, '--budget', '11').status).toBe(0);
  const { status, stdout, stderr } = cost(...TEN, '--budget', '10');
  expect({ status, stderr }).toEqual({
    status: 3,
    stderr: expect.stringContaining('with slow items, the run exceeds the budget of 10 USD: must not merge\n'),
  });
  expect(stdout).toContain('total');
});

test('a policy has the budget, for every target or for one, and says how the check ends', () => {
  scratch.write('policy.yaml', 'budget: 10\ntargets: {production: {over-budget: needs-a-human}}\n');
  const { status, stderr } = cost(...TEN, '--policy', 'policy.yaml');
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringContaining('with slow items, the run exceeds the budget of 10 USD: needs a human\n'),
  });
  expect(cost(...TEN, '--policy', 'policy.yaml', '--budget', '11').status).toBe(0);
});

test.each([
  [['--item-time', '30s'], "'--items' must be a whole number, got none: say how many, or name a run with --from"],
  [
    ['--items', '4'],
    "'--item-time' must be one span, or two separated by a comma, got none: write 30s or 30s,2m, or name a run with --from",
  ],
  [
    ['--items', '4', '--item-time', '2m,30s'],
    "'--item-time' must be one span, or two separated by a comma, got 2m,30s: write 30s or 30s,2m, or name a run with --from",
  ],
  [
    ['--items', '4', '--item-time', '30s', '--other-time', 'long'],
    "'--other-time' must be a span such as 90s or 5m, got long",
  ],
  [['--items', '4', '--item-time', '30s', '--budget', 'much'], "'--budget' must be a number, got much"],
  [
    ['--items', '4', '--item-time', '30s', '--cluster', 'edge'],
    "'prices' must be set for edge, got none: add them to the facts of the cluster",
  ],
])('%j is refused', (flags, message) => {
  const { status, stderr } = cost(...flags);
  expect(status).toBe(2);
  expect(stderr).toContain(`prodigy-k8s: ${message}\n`);
});
