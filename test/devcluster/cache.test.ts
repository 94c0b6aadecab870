// What origin is asked for where a namespace has a repository cache: before it is there, by two runs at once, and after
// a new commit.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { REPOSITORY_CACHE } from '../../contract/names';
import { METRICS_PATH, Port } from '../../contract/network';
import type { Report } from '../../contract/report';
import { SpanAttribute } from '../../contract/tracing';
import { NODE_ADDRESS } from '../../devcluster/addresses';
import { gitIn, repositoryUrl } from '../../devcluster/git-repositories';
import { type GitRequest, requestsFor } from '../../devcluster/git-requests';
import { allowToken } from '../../devcluster/git-tokens';
import { AUTHORITY_CERTIFICATE } from '../../devcluster/paths';
import { traceIdsOf } from '../../runtime/adapters/traces/trace-ids';
import { eventually, get, kubectl } from '../cluster/support/kubectl';
import { TestNamespace } from './support/namespace';
import { Origin } from './support/origin';

jest.setTimeout(600_000);

const REPOSITORY = 'cache/project';
const TOKEN = 'token-of-cache-test';
/** Bytes of a file that packs cannot make smaller; no other answer comes near to it. */
const LARGE = 1_500_000;
/** Bytes of lists of refs, and of a commit or two. */
const LITTLE = 100_000;

const WORKFLOW = `name: note
commands:
  - shell: git rev-parse HEAD > base.txt && git add base.txt && git commit -qm 'Note the base'
    commit_required: true
`;

/** Users of one token, so that origin can tell them apart. */
const [CACHE, RUN] = ['cache', 'run'];

const url = repositoryUrl(REPOSITORY);
const caCertificates = readFileSync(AUTHORITY_CERTIFICATE, 'utf8');
/** Port on the node of what stands in for a collector of traces: it keeps what it is sent. */
const COLLECTOR_PORT = 4318;
const namespace = new TestNamespace('prodigy-cache', {
  monitoring: { namespace: 'monitoring', otlpEndpoint: `http://${NODE_ADDRESS}:${COLLECTOR_PORT}` },
  repositoryCache: {
    repositories: [
      { url, caCertificates, username: CACHE, credentials: { secretName: 'cache-keys', keys: ['git-token'] } },
    ],
    size: '1Gi',
    refreshSeconds: 86_400,
  },
});

const began = Date.now();
const requests = (user: string, since = began): GitRequest[] =>
  requestsFor(REPOSITORY).filter((request) => request.user === user && request.at >= since);
/** Those that were answered with the whole repository. */
const clones = (user: string): GitRequest[] => requests(user).filter(({ bytes }) => bytes > LARGE);
const bytesSince = (user: string, since: number): number =>
  requests(user, since).reduce((sum, { bytes }) => sum + bytes, 0);

async function reportOf(runId: string): Promise<Report> {
  const repository = { url, revision: 'main', caCertificates, username: RUN };
  const credentials = { 'git-token': { source: 'existing', secretName: 'keys' } } as const;
  const workflow = { text: WORKFLOW, file: 'workflow.yaml' };
  return (await namespace.start({ runId, workflow, repository, credentials })).report(280);
}

const spans: Buffer[] = [];
const collector = createServer(async (request, response) => {
  for await (const chunk of request) spans.push(chunk);
  response.end();
});

beforeAll(async () => {
  collector.listen(COLLECTOR_PORT, NODE_ADDRESS);
  await once(collector, 'listening');
  await Origin.create(REPOSITORY, { 'large.txt': randomBytes(LARGE + LARGE / 10).toString('base64') });
  allowToken(TOKEN);
  await namespace.remove();
  await namespace.applyTenant({ repositoryCache: undefined });
  await namespace.secret('keys', { 'git-token': TOKEN });
  await namespace.secret('cache-keys', { 'git-token': TOKEN });
});
afterAll(async () => {
  collector.close();
  await namespace.remove();
});

test('a run that finds no cache clones origin', async () => {
  expect(await reportOf('cold')).toMatchObject({ outcome: 'complete' });
  expect(clones(RUN)).toHaveLength(1);
});

test('the cache clones origin once, trusting the authority that it was given', async () => {
  await namespace.applyTenant();
  await eventually('mirror', async () => (await logOfCache()).includes(`${url} is mirrored`), 240);
  expect(clones(CACHE)).toHaveLength(1);
});

test('two runs at once ask origin for refs, and the cache for everything else', async () => {
  const since = Date.now();
  const reports = await Promise.all(['warm-1', 'warm-2'].map(reportOf));
  expect(reports.map(({ outcome }) => outcome)).toEqual(['complete', 'complete']);
  expect(requests(RUN, since).filter(({ path }) => path.endsWith('/info/refs?service=git-upload-pack'))).not.toEqual(
    [],
  );
  expect(bytesSince(RUN, since)).toBeLessThan(LITTLE);
  expect([clones(RUN), clones(CACHE)].map(({ length }) => length)).toEqual([1, 1]);
});

test('what is younger than the mirror comes from origin, and nothing else does', async () => {
  const commit = (await gitIn(REPOSITORY, 'commit-tree', '-p', 'main', '-m', 'Later', 'main^{tree}')).trim();
  await gitIn(REPOSITORY, 'update-ref', 'refs/heads/main', commit);
  const since = Date.now();
  expect(await reportOf('later')).toMatchObject({ outcome: 'complete', base: commit });
  expect(bytesSince(RUN, since)).toBeLessThan(LITTLE);
  expect(requests(CACHE, since)).toEqual([]);
});

test('what Prometheus scrapes of the cache tells of its mirror, and of the runs that asked', async () => {
  const { status } = await get('pod', `${REPOSITORY_CACHE}-0`, namespace.name);
  const text = await (await fetch(`http://${status.podIP}:${Port.METRICS}${METRICS_PATH}`)).text();
  expect(text).toMatch(/^prodigy_cache_mirrors{state="fresh"} 1$/m);
  expect(text).toMatch(/^prodigy_cache_requests_total{answer="\w+"} [1-9]/m);
});

test('the collector of traces has one of each run, with its step and its outcome', async () => {
  const holds = (text: string | Buffer): boolean => Buffer.concat(spans).includes(text);
  for (const runId of ['cold', 'warm-1', 'warm-2', 'later'])
    await eventually(`trace of ${runId}`, async () =>
      holds(Buffer.from(traceIdsOf(namespace.name, runId).traceId, 'hex')),
    );
  for (const name of [SpanAttribute.RUN, SpanAttribute.STEP, SpanAttribute.OUTCOME])
    expect([name, holds(name)]).toEqual([name, true]);
});

async function logOfCache(): Promise<string> {
  const args = ['logs', '-n', namespace.name, `statefulset/${REPOSITORY_CACHE}`, '--ignore-errors'];
  return kubectl(args).catch(() => '');
}
