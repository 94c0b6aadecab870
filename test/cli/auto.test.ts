import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runOnCluster } from '../../cli/commands/run-on-cluster';
import type { Terminal } from '../../cli/terminal';
import { FakeApiServer } from './fake-api-server';
import { nothingSaid, recordingTerminal, type Said } from './recording-terminal';

type Answer = readonly [number, object];

const FLOW = 'name: demo\nmode: standard\ncommands:\n  - shell: "true"\n'.replace('mode: standard\n', '');
const refusal = (code: number, message: string): Answer => [code, { kind: 'Status', code, message }];

/** An API server that keeps what is applied. */
class Cluster {
  public readonly objects = new Map<string, object>();
  public readonly changes: string[] = [];
  /** Answers in place of the cluster; undefined where it answers itself. */
  public instead: (method: string, path: string) => Answer | undefined = () => undefined;
  public readonly api = new FakeApiServer();

  public async start(kubeconfig: string): Promise<void> {
    await this.api.start();
    writeFileSync(kubeconfig, this.api.kubeconfig);
    this.api.answer = ({ method, path, body }) =>
      this.instead(method, path) ?? this.reply(method, path, body as object);
  }

  private reply(method: string, url: string, body: object): Answer {
    const [path = '', query = ''] = url.split('?');
    if (path === '/version') return [200, { gitVersion: 'v1.34.2', major: '1', minor: '34' }];
    if (path.endsWith('/selfsubjectaccessreviews')) return [201, { status: { allowed: true } }];
    if (path.endsWith('/nodes')) return [200, { items: [{ metadata: { name: 'n', labels: {} }, status: NODE }] }];
    if (path.endsWith('/storageclasses')) return [200, { items: [{ metadata: { name: 'standard' } }] }];
    if (/\/namespaces\/[^/]+$/.test(path)) return [200, { metadata: { name: 'prodigy' } }];
    if (/s$/.test(path) && method === 'GET' && !this.objects.has(path)) return [200, { items: [] }];
    if (method === 'GET')
      return this.objects.has(path) ? [200, this.objects.get(path) ?? {}] : refusal(404, 'not found');
    if (query.includes('dryRun=All')) return [200, body];
    const name = path.split('/').slice(-2).join('/');
    this.changes.push(`${method} ${name}`);
    if (method === 'DELETE') this.objects.delete(path);
    else this.objects.set(path, { ...body, metadata: { ...(body as { metadata: object }).metadata, uid: 'uid' } });
    return [200, this.objects.get(path) ?? { kind: 'Status' }];
  }
}

const NODE = { conditions: [{ type: 'Ready', status: 'True' }], nodeInfo: { architecture: 'amd64' } };

let home: string;
let near: Cluster;
let far: Cluster;
let said: Said;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'prodigy-auto-'));
  [near, far] = [new Cluster(), new Cluster()];
  await near.start(join(home, 'near'));
  await far.start(join(home, 'far'));
  mkdirSync(join(home, '.prodigy'));
  // What is described with the program leads nowhere here.
  const own = ['near', 'far'].map((name) => `  ${name}: { kubeconfig_path: ${join(home, name)}, namespace: team }\n`);
  const none = `  development: { kubeconfig_path: ${join(home, 'none')} }\n`;
  writeFileSync(join(home, '.prodigy', 'kubernetes.yaml'), `clusters:\n${own.join('')}${none}`);
  writeFileSync(join(home, 'flow.yaml'), FLOW);
  said = nothingSaid();
});
afterEach(async () => {
  await Promise.all([near.api.stop(), far.api.stop()]);
  rmSync(home, { recursive: true });
});

const terminal = (): Terminal => recordingTerminal(() => said, home);

const run = (flags: object = {}) =>
  runOnCluster(
    join(home, 'flow.yaml'),
    {
      ...{ cluster: 'auto', repository: 'https://git.example.com/a/b.git', revision: 'main', anonymous: true },
      ...{ storageClass: 'standard', detach: true, skipPreflight: true, ...flags },
    },
    terminal(),
  );
const jobsOf = ({ objects }: Cluster): string[] => [...objects.keys()].filter((path) => path.includes('/jobs/'));

test('the run goes to the best cluster, with the reason, and why not to the others', async () => {
  far.instead = (_, path) => (path.startsWith('/api/v1/nodes') ? refusal(403, 'nodes is forbidden') : undefined);
  await run();
  expect([jobsOf(near).length, jobsOf(far).length]).toEqual([1, 0]);
  expect(said.out).toMatch(/^demo-[0-9a-f]{8}\n$/);
  expect(said.progress).toMatch(
    /^cluster near \(healthiest\): 1 warning, 100 % of its nodes are schedulable, answers in \d+ ms$/m,
  );
  expect(said.progress).toMatch(/^ {2}then far: 1 warning, nodes unknown, answers in \d+ ms$/m);
  expect(said.progress).toContain("  not development: '--kubeconfig' must name a readable kubeconfig: ");
  expect(said.progress).toContain('  not edge: its runs are delivered by ');
});

test('a cluster that refuses a part keeps nothing of the run, and the next takes it', async () => {
  far.instead = (_, path) => (path.startsWith('/api/v1/nodes') ? refusal(403, 'nodes is forbidden') : undefined);
  near.instead = (method, path) =>
    method === 'PATCH' && path.includes('statefulsets') ? refusal(403, 'exceeded quota: runs') : undefined;
  await run();
  expect([jobsOf(near).length, jobsOf(far).length]).toEqual([0, 1]);
  expect([...near.objects.keys()]).toEqual([]);
  expect(said.progress).toContain('near cannot take the run: cannot apply StatefulSet ');
});

test('a run that may be on a cluster that went away goes to no other', async () => {
  far.instead = (_, path) => (path.startsWith('/api/v1/nodes') ? refusal(403, 'nodes is forbidden') : undefined);
  near.instead = (method, path) => {
    if (method === 'DELETE') return refusal(500, 'etcd is away');
    return method === 'PATCH' && path.includes('statefulsets') ? refusal(403, 'exceeded quota: runs') : undefined;
  };
  await expect(run()).rejects.toThrow(
    /^cannot apply StatefulSet \S+: exceeded quota: runs: ask for this right; a part of run demo-\w+ may be on near, so it is sent to no other cluster: once near is back, submit it again with --cluster near, or delete Job prodigy-demo-\w+ there$/,
  );
  expect(jobsOf(far)).toEqual([]);
});

test('a run that is under way somewhere is joined there, whichever cluster is the best now', async () => {
  await run({ cluster: 'far' });
  far.instead = (_, path) => (path.startsWith('/api/v1/nodes') ? refusal(403, 'nodes is forbidden') : undefined);
  await run();
  expect(jobsOf(near)).toEqual([]);
  expect(said.progress).toContain('the run is under way on far\n');
  expect(said.progress).toMatch(/run demo-\w+ is under way in team: joining it\n/);
});

test('where no cluster takes the run, that is said', async () => {
  for (const cluster of [near, far]) cluster.instead = () => refusal(500, 'on fire');
  await expect(run()).rejects.toThrow("no cluster can take the run: see above why, or name one with '--cluster'");
  expect(said.progress).toContain('no cluster fits (healthiest)\n');
});

test('a dry run of the server has it check every object, and makes none', async () => {
  await run({ cluster: 'near', dryRun: 'server' });
  expect(near.changes).toEqual([]);
  expect(said.out).toMatch(/^Job prodigy-demo-\w+ in team \(server dry run\)$/m);
  near.instead = (method, path) =>
    method === 'PATCH' && /jobs|claims/.test(path) ? refusal(403, 'no such right') : undefined;
  await expect(run({ cluster: 'near', dryRun: 'server' })).rejects.toThrow(
    /^the cluster refuses run demo-\w+: cannot apply .*no such right.*; cannot apply .*no such right/,
  );
});

test('a dry run of the client asks nobody', async () => {
  await near.api.stop();
  await run({ cluster: 'near', dryRun: 'client' });
  expect(said.out).toMatch(/^Job prodigy-demo-\w+ in team \(client dry run\)$/m);
  await near.api.start();
});

test.each([
  [
    { strategy: 'cheapest' },
    "'--strategy' must be one of healthiest, lowest-cost, fastest-startup, most-capacity, by-labels, got cheapest",
  ],
  [
    { cluster: 'near', strategy: 'lowest-cost' },
    "'--strategy' must come with --cluster auto, got near: leave one of them out",
  ],
  [{ context: 'x' }, "'--context' must not come with --cluster auto, got x: each cluster has its own"],
  [
    { fromDlq: 'tidy-1' },
    "'--from-dlq' must come with the name of a cluster, got auto: name the one that has run tidy-1 with --cluster",
  ],
  [{ dryRun: 'server' }, "'--dry-run' must come with the name of a cluster, got auto: name one with --cluster"],
  [{ cluster: 'near', dryRun: 'later' }, "'--dry-run' must be client or server, got later"],
])('%j is refused', async (flags, message) => {
  await expect(run(flags)).rejects.toThrow(message);
});
