// What origin is asked for where a namespace has a repository cache: before it is there, by two runs at once, and after
// a new commit.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { REPOSITORY_CACHE } from '../../contract/names';
import type { Report } from '../../contract/report';
import { gitIn, repositoryUrl } from '../../devcluster/git-repositories';
import { type GitRequest, requestsFor } from '../../devcluster/git-requests';
import { AUTHORITY_CERTIFICATE } from '../../devcluster/paths';
import { eventually, kubectl } from '../cluster/support/kubectl';
import { allowToken, TestNamespace } from './support/namespace';
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
const namespace = new TestNamespace('prodigy-cache', {
  repositoryCache: {
    repositories: [
      { url, caCertificates, username: CACHE, credentials: { secretName: 'cache-keys', keys: ['git-token'] } },
    ],
    size: '1Gi',
    refreshSeconds: 86_400,
  },
});

const requests = (user: string, since = 0): GitRequest[] =>
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

beforeAll(async () => {
  await Origin.create(REPOSITORY, { 'large.txt': randomBytes(LARGE + LARGE / 10).toString('base64') });
  allowToken(TOKEN);
  await namespace.remove();
  await namespace.applyTenant({ repositoryCache: undefined });
  await namespace.secret('keys', { 'git-token': TOKEN });
  await namespace.secret('cache-keys', { 'git-token': TOKEN });
});
afterAll(() => namespace.remove());

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

async function logOfCache(): Promise<string> {
  const args = ['logs', '-n', namespace.name, `statefulset/${REPOSITORY_CACHE}`, '--ignore-errors'];
  return kubectl(args).catch(() => '');
}
