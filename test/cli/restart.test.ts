import { restart, restartPlan } from '../../cli/cluster/restart';
import { restartRun } from '../../cli/commands/restart';
import type { Kube, LiveObject, ObjectName } from '../../cli/kube';
import { Annotation } from '../../contract/labels';
import { FakeCluster, refusalOf } from './fake-cluster';

const RUN = { namespace: 'team', runId: 'a' };
const WAIT = { timeoutSeconds: 5, pauseMs: 1 };

/** A run whose controllers take two looks for everything they do. */
class ControlledRun {
  public readonly done: string[] = [];
  public job: LiveObject = { metadata: {}, spec: {} };
  public readonly pods = new Map([
    ['agent', ['a-0', 'a-1']],
    ['workspace', ['prodigy-workspace-a-0']],
    ['queue', ['prodigy-redis-a-0']],
  ]);
  public stuck = false;
  private pending: { looks: number; act: () => void } | undefined;

  public readonly kube = {
    get: async ({ kind, name }: ObjectName) => {
      if (kind === 'Job') return this.job;
      return kind === 'StatefulSet' && (name !== 'prodigy-redis-a' || this.pods.has('queue')) ? {} : undefined;
    },
    list: async (_version: string, _kind: string, _namespace: string, selector: string) => {
      if (this.pending && --this.pending.looks <= 0) this.pending.act();
      const component = selector.split('component=')[1] as string;
      return (this.pods.get(component) ?? []).map((name) => ({
        metadata: { name },
        status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
      }));
    },
    patch: async ({ name }: ObjectName, body: { spec: { suspend?: boolean; replicas?: number } }): Promise<void> => {
      const { suspend, replicas } = body.spec;
      this.done.push(`${name} ${suspend === undefined ? replicas : suspend ? 'held back' : 'released'}`);
      const component = suspend !== undefined ? 'agent' : name.includes('redis') ? 'queue' : 'workspace';
      const names = component === 'agent' ? ['a-2', 'a-3'] : [`${name}-0`];
      const stops = suspend || replicas === 0;
      if (!this.stuck) this.pending = { looks: 2, act: () => void this.pods.set(component, stops ? [] : names) };
    },
  } as unknown as Kube;
}

async function restarted(run: ControlledRun, only?: 'agents' | 'workspace' | 'queue'): Promise<string[]> {
  const told: string[] = [];
  const plan = await restartPlan(run.kube, RUN, only);
  await restart(run.kube, RUN, plan, WAIT, (line) => void told.push(line));
  return told;
}

test('agents are held back until their servers are up again', async () => {
  const run = new ControlledRun();
  expect(await restarted(run)).toEqual([
    'agents have ended',
    'workspace is ready again',
    'queue is ready again',
    'agents start',
  ]);
  expect(run.done).toEqual([
    'prodigy-a held back',
    'prodigy-workspace-a 0',
    'prodigy-workspace-a 1',
    'prodigy-redis-a 0',
    'prodigy-redis-a 1',
    'prodigy-a released',
  ]);
});

test('a part alone leaves the others in peace', async () => {
  const run = new ControlledRun();
  await restarted(run, 'queue');
  expect(run.done).toEqual(['prodigy-redis-a 0', 'prodigy-redis-a 1']);
  const other = new ControlledRun();
  await restarted(other, 'agents');
  expect(other.done).toEqual(['prodigy-a held back', 'prodigy-a released']);
});

test('a run without a queue of its own has two parts', async () => {
  const run = new ControlledRun();
  run.pods.delete('queue');
  expect((await restartPlan(run.kube, RUN)).map(({ part }) => part)).toEqual(['agents', 'workspace']);
});

test('one that was cut short goes on, also where nothing runs by then', async () => {
  const run = new ControlledRun();
  run.job = { metadata: { annotations: { [Annotation.RESTART]: 'yes' } }, spec: { suspend: true } };
  for (const component of run.pods.keys()) run.pods.set(component, []);
  expect(await restarted(run)).toContain('agents start');
  expect(run.done.slice(-2)).toEqual(['prodigy-redis-a 1', 'prodigy-a released']);
});

test('pods that do not end are named, and what to do then', async () => {
  const run = new ControlledRun();
  run.stuck = true;
  const plan = await restartPlan(run.kube, RUN, 'workspace');
  const refused = await refusalOf(restart(run.kube, RUN, plan, { timeoutSeconds: 0.05, pauseMs: 1 }, () => undefined));
  expect(refused).toEqual({
    status: 124,
    message:
      'waited 0.05 s for prodigy-workspace-a to end: see prodigy-k8s status --cluster …; restart continues from there, and resume ' +
      'starts the agents at once',
  });
});

describe('the command', () => {
  const cluster = new FakeCluster();
  beforeAll(() => cluster.start());
  afterAll(() => cluster.stop());
  beforeEach(() => cluster.clear());

  const pod = (name: string, component: string, phase = 'Running'): void =>
    cluster.put(
      'pods',
      name,
      { status: { phase } },
      { 'prodigy.io/run-id': 'a', 'app.kubernetes.io/component': component },
    );

  test('says what would happen, and does nothing of it in a dry run', async () => {
    cluster.put('jobs', 'prodigy-a', { spec: {} });
    pod('prodigy-a-1-x', 'agent');
    pod('prodigy-a-0-x', 'agent');
    pod('prodigy-a-0-w', 'agent', 'Failed');
    pod('prodigy-redis-a-0', 'queue');
    await restartRun('a', { ...cluster.target, dryRun: true }, cluster.terminal);
    expect(cluster.said.out).toBe(
      'stop all agents, whose items return to the queue, and start them when the rest is done: prodigy-a-0-x, prodigy-a-1-x\n' +
        'stop the workspace server and start it on its claim: none runs now\n' +
        'stop Redis and start it on its claim: prodigy-redis-a-0\n',
    );
    expect(cluster.changes).toEqual([]);
  });

  test.each([
    ['is not there', undefined, 'there is no run a in prodigy-dev: see prodigy-k8s status --cluster …'],
    [
      'has ended',
      { status: { conditions: [{ type: 'Complete', status: 'True' }] } },
      'run a has ended: there is nothing to restart',
    ],
    [
      'is held back',
      { spec: { suspend: true } },
      'run a is suspended, and its agents will start with what is there then: prodigy-k8s resume a --cluster …',
    ],
  ])('refuses a run that %s', async (_, job, message) => {
    if (job) cluster.put('jobs', 'prodigy-a', job);
    expect(await refusalOf(restartRun('a', cluster.target, cluster.terminal))).toEqual({ status: 4, message });
    expect(cluster.changes).toEqual([]);
  });
});
