// What metrics-server tells of a run that is at work: who looks for the right size of its agents asks for it.
import { jobName, workspaceName } from '../../../contract/names';
import { gitToken } from '../../../devcluster/git-repositories';
import { startMetricsServer, stopMetricsServer } from '../../../devcluster/metrics-server';
import { eventually, kubectl } from '../../cluster/support/kubectl';
import type { LiveRun } from '../../cluster/support/run';
import { TestNamespace } from '../support/namespace';
import { Origin } from '../support/origin';

jest.setTimeout(900_000);

const NAME = 'prodigy-top';
const RUN = 'top';
/** What the step holds, in MiB. */
const HELD = 150;
const namespace = new TestNamespace(NAME);
let origin: Origin;
let run: LiveRun;

/** Holds memory until the test has seen it. */
const WORKFLOW = `name: top
commands:
  - shell: |
      node -e '
        const held = Buffer.alloc(${HELD} << 20, 1);
        const look = () => require("fs").existsSync("/tmp/seen") ? process.exit(held[0] - 1) : setTimeout(look, 500);
        look();
      '
`;

beforeAll(async () => {
  origin = await Origin.create('demo/top', { 'README.md': 'a project\n' });
  await startMetricsServer();
  await namespace.create();
  await namespace.secret('origin', { 'git-token': await gitToken() });
  run = await namespace.start({
    runId: RUN,
    workflow: { text: WORKFLOW, file: 'top.yaml' },
    repository: { url: origin.url, revision: 'main' },
    credentials: { 'git-token': { source: 'existing', secretName: 'origin' } },
  });
});

afterAll(async () => {
  await stopMetricsServer();
  await namespace.remove();
  origin.remove();
});

interface Use {
  readonly pod: string;
  /** Thousandths of a core. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
}

/** What `kubectl top pods` says of the run. */
async function top(): Promise<Use[]> {
  const ofTheRun = ['-n', NAME, '-l', `prodigy.io/run-id=${RUN}`];
  const lines = (await kubectl(['top', 'pods', ...ofTheRun, '--no-headers'])).split('\n').filter(Boolean);
  return lines.map((line) => {
    const [, pod = '', cpu, memory] = /^(\S+)\s+(\d+)m\s+(\d+)Mi\s*$/.exec(line) ?? [];
    return { pod, cpu: Number(cpu), memory: Number(memory) };
  });
}

test('kubectl top tells what agents and workspace of a run use', async () => {
  const [agent, workspace] = await eventually(
    'an agent at work',
    async () => {
      const pods = await top();
      const both = [jobName(RUN), workspaceName(RUN)].map((name) => pods.find(({ pod }) => pod.startsWith(name)));
      const [first, second] = both;
      if (first && second && first.memory >= HELD) return [first, second] as const;
      throw new Error(`kubectl top pods: ${JSON.stringify(pods)}`);
    },
    300,
  );
  const [{ spec }] = await run.pods('agent');
  const limit = /^(\d+)Mi$/.exec(spec.containers[0].resources.limits.memory)?.[1];
  expect(agent.memory).toBeLessThanOrEqual(Number(limit));
  expect(workspace.memory).toBeGreaterThan(10);
  expect(workspace.memory).toBeLessThan(HELD);
  expect([agent.cpu, workspace.cpu].every((cpu) => cpu >= 0 && cpu <= 2000)).toBe(true);
});

test('the run ends as it would have', async () => {
  const [agent] = await run.pods('agent');
  await kubectl(['exec', '-n', NAME, agent.metadata.name, '-c', 'prodigy-agent', '--', 'touch', '/tmp/seen']);
  expect(await run.report()).toMatchObject({ outcome: 'complete', failures: [] });
});
