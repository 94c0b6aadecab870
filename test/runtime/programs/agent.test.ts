import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Env } from '../../../contract/environment';
import { Path } from '../../../contract/paths';
import { formatRunConfig, type RunConfig } from '../../../contract/run-config';
import { Route } from '../../../contract/workspace-api';
import { git } from '../../../runtime/adapters/git/git';
import { agentProgram } from '../../../runtime/programs/agent';
import { removeTemporaryFolders, temporaryFolder } from '../adapters/git/temporary-repository';
import { RecordingLog } from '../adapters/log/recording-log';
import { RedisServer } from '../adapters/queue/redis-server';
import { REPORT_PATH, runConfig, WorkspaceUnderTest } from '../server/workspace-under-test';

jest.setTimeout(60_000);

const TIMING = { leaseSeconds: 1, lockSeconds: 2 };

let workspace: WorkspaceUnderTest;
let redis: RedisServer | undefined;
let agents: { stop: () => void; done: Promise<number> }[] = [];

afterEach(async () => {
  for (const { stop } of agents) stop();
  await Promise.all(agents.map(({ done }) => done));
  agents = [];
  await redis?.remove();
  redis = undefined;
  await workspace.close();
});
afterAll(removeTemporaryFolders);

async function makeRun(workflow: string, config: Partial<RunConfig> = {}): Promise<void> {
  workspace = await WorkspaceUnderTest.make({ timing: TIMING, ...config }, workflow);
  await workspace.start();
  if (!workflow.includes('mode: mapreduce')) return;
  const { body } = await workspace.call('agent-0', `GET ${Route.QUEUE_PASSWORD}`);
  redis = await RedisServer.start({ password: String(body).trim() });
}

async function agentRoot(pod: string, workflow: string, config: Partial<RunConfig> = {}): Promise<string> {
  const root = temporaryFolder();
  const files: Record<string, string> = {
    [Path.CONFIG_FILE]: formatRunConfig({ ...runConfig(workspace.origin), timing: TIMING, ...config }),
    [Path.WORKFLOW_FILE]: workflow,
    [Path.WORKSPACE_TOKEN_FILE]: await workspace.issuer.token(pod),
    [`${Path.TEMPORARY}/.keep`]: '',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(root + path), { recursive: true });
    await writeFile(root + path, text);
  }
  return root;
}

interface Started {
  readonly log: RecordingLog;
  readonly root: string;
  readonly done: Promise<number>;
  readonly stop: () => void;
}

async function startAgent(index: number, workflow: string, config: Partial<RunConfig> = {}): Promise<Started> {
  const pod = `agent-${index}`;
  const root = await agentRoot(pod, workflow, config);
  const log = new RecordingLog();
  const controller = new AbortController();
  const env = { PATH: process.env.PATH, HOME: root, [Env.AGENT_INDEX]: String(index), [Env.POD_NAME]: pod };
  const address = redis && { host: '127.0.0.1', port: redis.port };
  const done = agentProgram(
    { env, log, signal: controller.signal, root },
    { workspaceUrl: workspace.url, redis: address, patienceSeconds: 5, watchMs: 50 },
  );
  const started = { log, root, done, stop: () => controller.abort() };
  agents.push(started);
  return started;
}

const show = (path: string) => git(['show', `prodigy/${runConfig('').runId}:${path}`], { cwd: workspace.origin });
const report = () =>
  JSON.parse(
    (workspace.api.objects.get(REPORT_PATH) as never as { data: Record<string, string> }).data['report.json']!,
  );

const STANDARD = `
- shell: printf 'one' > one.txt && git add one.txt && git commit --quiet -m "add one"
  commit_required: true
- shell: printf 'two' > two.txt && git add two.txt && git commit --quiet -m "add two"
`;

const MAPREDUCE = `
name: demo
mode: mapreduce
setup:
  - shell: printf '["a", "b", "c", "d", "e", "f"]' > items.json && echo shared > .cache
map:
  input: items.json
  agent_template:
    - shell: cat .cache > "\${item}.txt" && git add -A && git commit --quiet -m "add \${item}"
reduce:
  - shell: ls *.txt | tr '\\n' ' ' > all && echo "\${map.successful}/\${map.total}" >> all && git add all && git commit --quiet -m all
`;

test('an agent runs a standard workflow and publishes its result', async () => {
  await makeRun(STANDARD);
  const agent = await startAgent(0, STANDARD);
  expect(await agent.done).toBe(0);
  expect([await show('one.txt'), await show('two.txt')]).toEqual(['one', 'two']);
  expect(report()).toMatchObject({ outcome: 'complete', exitCode: 0, result: { commits: 2 } });
});

test('agents share the items of a MapReduce workflow', async () => {
  await makeRun(MAPREDUCE);
  const running = await Promise.all([0, 1, 2].map((index) => startAgent(index, MAPREDUCE)));
  expect(await Promise.all(running.map(({ done }) => done))).toEqual([0, 0, 0]);
  expect(await show('all')).toBe('a.txt b.txt c.txt d.txt e.txt f.txt 6/6');
  expect(await show('a.txt')).toBe('shared');
  expect(report().items).toEqual({ total: 6, merged: 6, unchanged: 0, dead: 0 });
});
