// One run with a secret of every kind, looked for in every place but those that are meant to hold it.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { resultBranch } from '../../contract/names';
import { METRICS_PATH, Port } from '../../contract/network';
import { FULLY_AUDITED } from '../../devcluster/audit';
import { allowToken, revokeToken } from '../../devcluster/git-tokens';
import { clusterNamed } from '../../stacks/clusters';
import { readProject } from '../../stacks/project';
import { renderTenant } from '../../stacks/render';
import { eventually, kubectl } from '../cluster/support/kubectl';
import { condition, LiveRun } from '../cluster/support/run';
import { type Canaries, canary } from './support/canary';
import { found, inImages, inProcesses, lookEverywhere, type Sighting } from './support/canary-places';
import { canaryProject, canaryWorkflow, gate } from './support/canary-workflow';
import { Origin } from './support/origin';

const NAMESPACE = FULLY_AUDITED[0] as string;
const RUN = 'canaries';
const began = Date.now();
/** In the configuration of the agents' image. */
const ENTRY_POINT = '/opt/prodigy/prodigy-worker.cjs';
const run = new LiveRun(NAMESPACE, RUN);
const folder = mkdtempSync(join(tmpdir(), 'prodigy-canaries-'));

const pem = (label: string, kind: string) =>
  `-----BEGIN ${label}-----\n${Buffer.from(canary(kind).repeat(4)).toString('base64')}\n-----END ${label}-----\n`;
const old = { token: canary('git-token'), claude: canary('claude'), api: canary('api-key') };
const rotated = { token: canary('new-git-token'), claude: canary('new-claude'), api: canary('new-api-key') };
const keys = { ssh: pem('OPENSSH PRIVATE KEY', 'ssh'), app: pem('RSA PRIVATE KEY', 'app') };
/** Printed and planted as a secret would be, and no secret: what finds it would find the others. */
const control = canary('control');

let canaries: Canaries = {
  ...Object.fromEntries(Object.entries(rotated).map(([kind, value]) => [`new ${kind}`, value])),
  ...old,
  ...keys,
};
const spoken: string[] = [];
let origin: Origin;

interface Answer {
  readonly status: number | null;
  readonly text: string;
}

/** The command line, with the values in files and variables of its own. */
function prodigy(args: readonly string[], env: Record<string, string> = {}): Promise<Answer> {
  const { PATH, KUBECONFIG } = process.env;
  const target = ['--cluster', 'development', '--namespace', NAMESPACE];
  const child = spawn(process.execPath, [join(process.cwd(), 'dist/cli/prodigy-k8s.cjs'), ...args, ...target], {
    cwd: folder,
    env: { PATH, KUBECONFIG, HOME: folder, ...env },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += chunk;
    });
  return new Promise((resolve) =>
    child.on('close', (status) => {
      spoken.push(text);
      resolve({ status, text });
    }),
  );
}

const credentials = (...sources: string[]) => sources.flatMap((source) => ['--credential', source]);
const file = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 });

const submit = (workflow: string, runId: string, ...sources: string[]) =>
  prodigy(
    [
      'run',
      workflow,
      '--run-id',
      runId,
      '--repository',
      origin.url,
      '--revision',
      'main',
      '--detach',
      ...credentials(...sources),
    ],
    { TOKEN: old.token },
  );

async function inAgent(script: string): Promise<string> {
  const [pod] = await run.pods('agent');
  return kubectl(['exec', '-n', NAMESPACE, pod.metadata.name, '-c', 'prodigy-agent', '--', 'sh', '-c', script]);
}

const open = (name: string) => inAgent(`touch ${gate(name)}`);
const reached = (name: string) =>
  eventually(
    `the workflow at ${name}`,
    async () => (await inAgent(`test ! -e ${gate(name)} || echo yes`)) === 'yes\n',
    300,
  );
const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const tell = (what: string, seconds: number) => process.stderr.write(`${what}: ${seconds.toFixed(1)} s\n`);

beforeAll(async () => {
  await kubectl(['delete', 'namespace', NAMESPACE, '--ignore-not-found', '--timeout=100s']);
  const tenant = renderTenant({ ...clusterNamed('development'), namespace: NAMESPACE }, readProject('.').images);
  const planted = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'planted', namespace: NAMESPACE },
    data: { control },
  };
  const text = [...tenant, planted].map((object) => JSON.stringify(object)).join('\n---\n');
  await kubectl(['apply', '--server-side', '-f', '-'], text);
  origin = await Origin.create('demo/canaries', canaryProject(control));
  allowToken(old.token);
  file('canaries.yaml', canaryWorkflow);
  file('claude', old.claude);
  file('ssh', keys.ssh);
  file('app', keys.app);
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  origin.remove();
  for (const { token } of [old, rotated]) revokeToken(token);
  await kubectl(['delete', 'namespace', NAMESPACE, '--ignore-not-found', '--wait=false']);
});

test('a run whose Secret is missing waits, status and check name the key, and it starts when the key is there', async () => {
  file('late.yaml', 'name: late\nsecrets: { LATE: LATE }\ncommands:\n  - shell: test "$LATE" = there\n');
  expect(await submit('late.yaml', 'late', 'git-token=env:TOKEN', 'LATE=existing:late-keys')).toMatchObject({
    status: 0,
  });
  await eventually('status that names the key', async () =>
    (await prodigy(['status', 'late'])).text.includes('key LATE of Secret late-keys'),
  );
  expect(await prodigy(['secrets', 'check', 'late'])).toEqual({
    status: 1,
    text: expect.stringMatching(/^LATE +late-keys +missing\ngit-token +prodigy-secrets-late +there$/m),
  });
  await prodigy(['secrets', 'apply', 'late-keys', ...credentials('LATE=env:LATE')], { LATE: 'there' });
  expect(await new LiveRun(NAMESPACE, 'late').report()).toMatchObject({ outcome: 'complete' });
  expect(await prodigy(['secrets', 'check', 'late'])).toMatchObject({ status: 0 });
}, 600_000);

describe('a run with every kind of secret', () => {
  /** Those that a step's own process is given are no leaks: the control of this search, too. */
  const givenToSteps = (sighting: Sighting) => /^environ: (api|new api) as \S+ in (sh|sleep|claude)$/.test(sighting);
  const givenToClaude = (sighting: Sighting) => /^environ: (new )?claude as \S+ in (claude|sleep)$/.test(sighting);
  /** The run's own Redis password has two homes: the workspace's claim and Redis' memory. */
  const atHome = (sighting: Sighting) =>
    /: redis as \S+ in \S+\/(state\/queue-password|volumes\/kubernetes\.io~empty-dir\/\S+\/redis\.conf)$/.test(
      sighting,
    );
  const leaks = (sightings: readonly Sighting[]) =>
    sightings.filter((one) => !one.includes(': control as ') && !givenToSteps(one) && !atHome(one));
  const places = (sightings: readonly Sighting[]) =>
    new Set(sightings.filter((one) => one.includes(': control as ')).map((one) => one.split(':')[0]));

  beforeAll(async () => {
    const team = await prodigy(['secrets', 'apply', 'team-keys', ...credentials('API_KEY=env:API')], { API: old.api });
    expect(team.status).toBe(0);
    const answer = await submit(
      'canaries.yaml',
      RUN,
      ...['git-token=env:TOKEN', 'claude-api-key=file:claude', 'API_KEY=existing:team-keys'],
      ...['git-ssh-key=file:ssh', 'github-app-key=file:app'],
    );
    expect(answer).toMatchObject({ status: 0 });
    await reached('at-work');
    canaries = { ...canaries, redis: JSON.parse(await run.inWorkspace(['cat', '/workspace/state/queue-password'])) };
  }, 400_000);

  test('its first step reads a key that was there within 5 s', async () => {
    const [agent] = await run.pods('agent');
    const [workspace] = await run.pods('workspace');
    const since = (pod: object, type: string) => Date.parse(timeOf(pod, type)) / 1000;
    const scheduled = Math.max(since(agent, 'PodScheduled'), since(workspace, 'Ready'));
    const seconds = Number(await inAgent('cat /tmp/first-read')) - scheduled;
    tell('from a scheduled agent with a workspace to a step that has its key', seconds);
    expect(seconds).toBeLessThan(5 * slowness());
  });

  test('while a step works its secrets are nowhere but in its own environment', async () => {
    const sightings = await lookEverywhere(NAMESPACE, { ...canaries, control });
    expect(leaks(sightings)).toEqual([]);
    expect(sightings.filter(givenToSteps)).not.toEqual([]);
    expect(sightings.filter(atHome).length).toBeGreaterThanOrEqual(2);
    expect([...places(sightings)].sort()).toEqual([
      ...['audit log', 'claims', 'cmdline', 'container logs', 'etcd', 'git objects', 'objects', 'pods’ folders'],
    ]);
  }, 400_000);

  test('metrics tell of the run, not of its secrets', async () => {
    const [{ status }] = await run.pods('workspace');
    const metrics = await (await fetch(`http://${status.podIP}:${Port.METRICS}${METRICS_PATH}`)).text();
    expect(metrics).toContain('prodigy_');
    expect(found('metrics', metrics, canaries)).toEqual([]);
  });

  test('changed keys serve the next steps and the push, with no pod restarted and no item failed', async () => {
    const pods = await identities();
    await open('looked');
    const started = Date.now();
    await prodigy(['secrets', 'rotate', 'team-keys', ...credentials('API_KEY=env:API')], { API: rotated.api });
    file('claude', rotated.claude);
    const own = ['git-token=env:TOKEN', 'claude-api-key=file:claude'];
    await prodigy(['secrets', 'rotate', '--run', RUN, ...credentials(...own)], { TOKEN: rotated.token });
    revokeToken(old.token);
    allowToken(rotated.token);
    const synced = async (read: (script: string) => Promise<string>, key: string, value: string) =>
      (await read(`sha256sum /secrets/${key}`)).startsWith(digest(value));
    const inWorkspace = (script: string) => run.inWorkspace(['sh', '-c', script]);
    await eventually('the workspace’s key', () => synced(inWorkspace, 'git-token', rotated.token), 240);
    await eventually('Claude’s key', () => synced(inAgent, 'claude-api-key', rotated.claude), 240);
    await eventually('the workflow’s key', () => synced(inAgent, 'API_KEY', rotated.api), 240);
    tell('from a change to the pods that see it', (Date.now() - started) / 1000);
    await open('rotated');
    await reached('at-claude');
    const processes = await inProcesses(canaries);
    expect(processes.filter((one) => !givenToClaude(one) && !givenToSteps(one))).toEqual([]);
    expect(processes.filter(givenToClaude)).not.toEqual([]);
    expect(await identities()).toEqual(pods);
    await open('told');
    expect(await run.report()).toMatchObject({ outcome: 'complete', items: { total: 2, dead: 1 } });
    expect(origin.files(resultBranch(RUN))['seen.txt']).toBe(
      `before ${digest(old.api)}\nafter ${digest(rotated.api)}\nclaude ${digest(rotated.claude)}\n`,
    );
  }, 600_000);

  test('after its end they are nowhere, whatever was printed, and what was printed is masked', async () => {
    const report = await run.report();
    expect(report.failures).toMatchObject([{ reason: expect.stringContaining('*** was refused') }]);
    for (const args of [
      ['status', RUN],
      ['status', RUN, '-o', 'json'],
      ['dlq', 'list', '--run', RUN, '-o', 'json'],
    ])
      expect(await prodigy(args)).toMatchObject({ status: 0 });
    const sightings = [
      ...(await lookEverywhere(NAMESPACE, { ...canaries, control })),
      ...inImages({ ...canaries, control: ENTRY_POINT }, began),
      ...found('command line', spoken.join('\n'), { ...canaries, control }),
    ];
    expect(leaks(sightings)).toEqual([]);
    expect([...places(sightings)]).toEqual(
      expect.arrayContaining(['command line', 'claims', 'objects', 'git objects', 'images']),
    );
  }, 400_000);

  /** Restarts count too: a container that starts anew keeps its pod. */
  async function identities(): Promise<string[]> {
    const pods = [...(await run.pods('agent')), ...(await run.pods('workspace')), ...(await run.pods('queue'))];
    return pods.map(({ metadata, status }) =>
      [metadata.uid, ...status.containerStatuses.map((one: { restartCount: number }) => one.restartCount)].join(),
    );
  }
});

/** How many times longer than at rest everything takes: figures are of a machine that does nothing else. */
const slowness = (): number => Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());

function timeOf(pod: object, type: string): string {
  if (!condition(pod, type)) throw new Error(`the pod is not ${type}`);
  // biome-ignore lint/suspicious/noExplicitAny: a live object
  return (pod as any).status.conditions.find((one: { type: string }) => one.type === type).lastTransitionTime;
}
