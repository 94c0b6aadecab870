import { showStatus } from '../../cli/commands/status';
import { Repaint } from '../../cli/status/repaint';
import { Annotation } from '../../contract/labels';
import type { Progress } from '../../contract/progress';
import { FakeCluster } from './fake-cluster';

const cluster = new FakeCluster();
beforeAll(() => cluster.start());
afterAll(() => cluster.stop());
beforeEach(() => cluster.clear());

const labelsOf = (run: string, component: string) => ({
  ...{ app: 'prodigy', workflow: 'tidy', 'prodigy.io/run-id': run, 'app.kubernetes.io/component': component },
});
const MAP: Progress = {
  phase: 'map',
  items: { total: 60, merged: 10, unchanged: 2, dead: 1, skipped: 0 },
  failures: [{ item: 'item_2', attempt: 3, reason: "step 'make' failed" }],
};

function job(run: string, annotations: Record<string, string> = {}, progress?: Progress): void {
  const told = progress && { [Annotation.PROGRESS]: JSON.stringify(progress) };
  const rest = {
    ...{ spec: { completions: 2, parallelism: 2 }, status: { active: 2, ready: 2 } },
    metadata: { annotations: { ...annotations, ...told } },
  };
  cluster.put('jobs', `prodigy-${run}`, rest, labelsOf(run, 'agent'));
}

function report(run: string): void {
  const items = { total: 2, merged: 2, unchanged: 0, dead: 0, skipped: 0 };
  const text = JSON.stringify({ runId: run, workflow: 'tidy', outcome: 'complete', items, failures: [] });
  cluster.put('configmaps', `prodigy-report-${run}`, { data: { 'report.json': text } }, labelsOf(run, 'report'));
}

const status = (run?: string, flags: object = {}) =>
  showStatus(run, { ...cluster.target, ...flags }, { ...cluster.terminal, columns: () => 80 }, 5);

test('a run under way tells phase, items and the newest failures beside its agents', async () => {
  job('a', {}, MAP);
  await status('a');
  expect(cluster.said.out).toBe(
    'run a: running, 2 of 2 agents ready\n' +
      'map: 13 of 60 items done, 1 failed\n' +
      "failed: item_2 (attempt 3): step 'make' failed\n",
  );
});

test('the overview has runs under way and runs that have ended', async () => {
  job('a', {}, MAP);
  job('b', { [Annotation.DRAIN]: 'x' }, { phase: 'setup', steps: { done: 1, total: 3 }, failures: [] });
  job('c', { [Annotation.CANCEL]: 'x' });
  report('d');
  await status();
  expect(cluster.said.out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['RUN', 'WORKFLOW', 'STATE', 'AGENTS', 'ITEMS', 'RESULT'],
    ['a', 'tidy', 'running', '2/2', '13/60 (1 failed)'],
    ['b', 'tidy', 'draining', '2/2'],
    ['c', 'tidy', 'cancelling', '2/2'],
    ['d', 'tidy', 'complete', '2/2'],
    [''],
  ]);
});

test('scripts get the progress whole', async () => {
  job('a', {}, MAP);
  await status('a', { output: 'json' });
  expect(JSON.parse(cluster.said.out)).toMatchObject({ runId: 'a', phase: 'running', progress: MAP });
});

test('watch shows it again where it has changed, and ends with the run', async () => {
  job('a', {}, { phase: 'setup', steps: { done: 1, total: 3 }, failures: [] });
  const done = status('a', { watch: true });
  while (!cluster.said.out.includes('step 2 of 3')) await new Promise((resolve) => setTimeout(resolve, 5));
  job('a', {}, MAP);
  while (!cluster.said.out.includes('13 of 60')) await new Promise((resolve) => setTimeout(resolve, 5));
  report('a');
  await done;
  const shown = cluster.said.out.split('\n').filter((line) => line.startsWith('run a:'));
  expect(shown).toEqual([
    ...Array(2).fill('run a: running, 2 of 2 agents ready'),
    expect.stringContaining('run a: complete'),
  ]);
});

test('on a terminal each text takes the place of the one before, wrapped lines too', () => {
  let screen = '';
  const out = (text: string): void => {
    screen += text;
  };
  const terminal = { out, columns: () => 10, outInteractive: true };
  const paint = new Repaint(terminal);
  paint.show(`short\n${'x'.repeat(25)}\n`);
  paint.show('next\n');
  expect(screen).toBe(`short\n${'x'.repeat(25)}\n\u001b[4A\r\u001b[Jnext\n`);
  screen = '';
  const pipe = new Repaint({ ...terminal, outInteractive: false });
  pipe.show('a\n');
  pipe.show('b\n');
  expect(screen).toBe('a\nb\n');
});
