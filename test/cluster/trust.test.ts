import { resultBranch } from '../../contract/names';
import { renderRun } from '../../stacks/render';
import { kubectl } from './support/kubectl';
import { Origin } from './support/origin';
import { LiveRun } from './support/run';
import {
  createCredentials,
  createTenant,
  deleteTenant,
  images,
  SECRET,
  testCluster,
  testNamespace,
} from './support/test-cluster';
import { lookAround } from './support/workflows';

const NAMESPACE = testNamespace('trust');
const cluster = testCluster(NAMESPACE);
const RUN_ID = 'look-around';
let origin: Origin;

beforeAll(async () => {
  origin = await Origin.create('demo/project', { 'a.txt': 'a\n' });
  await createTenant(cluster);
  await createCredentials(NAMESPACE, origin.token);
});

afterAll(async () => {
  await deleteTenant(NAMESPACE);
  await origin.remove();
});

test('a step finds no API token, no credential for origin, and a token that only its workspace takes', async () => {
  const { objects } = renderRun({
    workflow: { text: lookAround(origin.repository.url), file: 'look-around.yaml' },
    cluster,
    images,
    repository: origin.repository,
    credentials: { 'git-token': { source: 'existing', secretName: SECRET } },
    runId: RUN_ID,
  });
  await kubectl(['apply', '--server-side', '-f', '-'], objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  const run = new LiveRun(NAMESPACE, RUN_ID);
  expect(await run.report()).toMatchObject({ outcome: 'complete', failures: [] });
  const { 'looked.txt': looked = '' } = await origin.files(resultBranch(RUN_ID));
  const seen = Object.fromEntries(
    looked
      .trim()
      .split('\n')
      .map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );
  expect(seen).toEqual({
    'api-token': '0',
    secrets: '0',
    canaries: '0',
    environ: '0',
    askpass: 'none token-file=none',
    audience: `"aud":["prodigy/${NAMESPACE}/${RUN_ID}"]`,
    origin: '0',
    api: '401',
  });
  await run.ended();
});

test('the look would have found the token: it is what the workspace pod clones with', async () => {
  const secret = JSON.parse(await kubectl(['get', 'secret', SECRET, '-n', NAMESPACE, '-o', 'json']));
  expect(Buffer.from(secret.data['git-token'], 'base64').toString()).toBe(origin.token);
  expect(origin.token).toMatch(/^canary-/);
});

test('no object of the run holds the token', async () => {
  const kinds = 'configmap,job,statefulset,pod,service,serviceaccount,role,networkpolicy,pvc,event';
  expect(await kubectl(['get', kinds, '-n', NAMESPACE, '-o', 'yaml'])).not.toContain(origin.token);
});
