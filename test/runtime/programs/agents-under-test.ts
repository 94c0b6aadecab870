import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { dirname } from 'node:path';
import { Env } from '../../../contract/environment';
import type { RunRedis } from '../../../contract/existing-redis';
import { Path } from '../../../contract/paths';
import { formatRunConfig, type RunConfig } from '../../../contract/run-config';
import { Route } from '../../../contract/workspace-api';
import { git } from '../../../runtime/adapters/git/git';
import type { Clock } from '../../../runtime/ports/clock';
import { agentProgram } from '../../../runtime/programs/agent';
import type { AgentOptions } from '../../../runtime/programs/agent-parts';
import { removeTemporaryFolders, temporaryFolder } from '../adapters/git/temporary-repository';
import { RecordingLog } from '../adapters/log/recording-log';
import { RedisServer } from '../adapters/queue/redis-server';
import { REPORT_PATH, runConfig, WorkspaceUnderTest } from '../server/workspace-under-test';

export const TIMING = { leaseSeconds: 1, lockSeconds: 2 };

export let workspace: WorkspaceUnderTest;
export let redis: RedisServer | undefined;
export let services: Server[] = [];
export let agents: { stop: () => void; done: Promise<number> }[] = [];

afterEach(async () => {
  for (const { stop } of agents) stop();
  await Promise.all(agents.map(({ done }) => done));
  agents = [];
  for (const server of services) server.close();
  services = [];
  await redis?.remove();
  redis = undefined;
  await workspace.close();
});
afterAll(removeTemporaryFolders);

export async function makeRun(
  workflow: string,
  config: Partial<RunConfig> = {},
  env: Readonly<Record<string, string>> = {},
  clock?: Clock,
): Promise<void> {
  workspace = await WorkspaceUnderTest.make({ timing: TIMING, ...config }, workflow);
  workspace.env = env;
  await workspace.start(clock);
  if (!workflow.includes('mode: mapreduce')) return;
  const { body } = await workspace.call('agent-0', `GET ${Route.QUEUE_PASSWORD}`);
  redis = await RedisServer.start({ password: String(body).trim() });
}

export async function agentRoot(pod: string, workflow: string, config: Partial<RunConfig> = {}): Promise<string> {
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

/** What a Kubernetes Service is to the agents: one address, whichever pod is behind it. */
export async function service(beforeGit?: () => Promise<unknown>): Promise<string> {
  let prepared: Promise<unknown> | undefined;
  const server = createServer((near) => {
    const far = connect(Number(new URL(workspace.url).port), '127.0.0.1');
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.once('data', async (request) => {
      near.pause();
      if (request.includes(` ${Route.REPOSITORY}/`)) {
        prepared ??= beforeGit?.();
        await prepared;
      }
      far.write(request);
      near.pipe(far).pipe(near);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  services.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export interface Started {
  readonly log: RecordingLog;
  readonly root: string;
  readonly done: Promise<number>;
  readonly stop: () => void;
}

/** With something to do before the agent's first request of git is let through. */
export async function startAgent(
  index: number,
  workflow: string,
  beforeGit?: () => Promise<unknown>,
  existing?: { readonly redis: RunRedis; readonly password: string },
  options: Partial<AgentOptions> = {},
  variables: Readonly<Record<string, string>> = {},
  config: Partial<RunConfig> = {},
): Promise<Started> {
  const pod = `agent-${index}`;
  const root = await agentRoot(pod, workflow, {
    ...config,
    ...(existing && { redis: existing.redis, cleanupPolicy: 'delete' as const }),
  });
  if (existing) {
    await mkdir(`${root}${Path.SECRETS}`, { recursive: true });
    await writeFile(`${root}${Path.SECRETS}/queue-password`, `${existing.password}\n`);
  }
  const log = new RecordingLog();
  const controller = new AbortController();
  const env = {
    PATH: process.env.PATH,
    HOME: root,
    [Env.AGENT_INDEX]: String(index),
    [Env.POD_NAME]: pod,
    ...variables,
  };
  const address = redis && { host: '127.0.0.1', port: redis.port };
  const done = agentProgram(
    { env, log, signal: controller.signal, root },
    {
      workspaceUrl: await service(beforeGit),
      redis: address,
      patienceSeconds: 20,
      watchMs: 50,
      drainMs: 200,
      stopMs: 5000,
      ...options,
    },
  );
  const started = { log, root, done, stop: () => controller.abort() };
  agents.push(started);
  return started;
}

export const show = (path: string) =>
  git(['show', `prodigy/${runConfig('').runId}:${path}`], { cwd: workspace.origin });
export const report = () =>
  JSON.parse(
    (workspace.api.objects.get(REPORT_PATH) as never as { data: Record<string, string> }).data['report.json']!,
  );

export const STANDARD = `
- shell: printf 'one' > one.txt && git add one.txt && git commit --quiet -m "add one"
  commit_required: true
- shell: printf 'two' > two.txt && git add two.txt && git commit --quiet -m "add two"
`;

export const MAPREDUCE = `
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

/** A Redis in place of the run's own. */
export async function replaceRedis(password: string): Promise<RedisServer> {
  await redis?.remove();
  redis = await RedisServer.start({ password });
  return redis;
}

/** A workspace that is not started yet. */
export async function replaceWorkspace(workflow: string): Promise<void> {
  workspace = await WorkspaceUnderTest.make({ timing: TIMING }, workflow);
}
