import { resultBranch } from '../../contract/names';
import { clusterNamed } from '../../stacks/clusters';
import { readProject } from '../../stacks/project';
import { renderRun } from '../../stacks/render';
import { kubectl } from './support/kubectl';
import { Origin } from './support/origin';
import { LiveRun } from './support/run';
import { SECRET, useTenant } from './support/tenant';
import { LOOK_AROUND } from './support/workflows';

const NAMESPACE = 'prodigy-dev';
const RUN_ID = 'look-around';
let origin: Origin;
let token: string;

beforeAll(async () => {
  origin = await Origin.create('demo/project', { 'a.txt': 'a\n' });
  token = await useTenant(NAMESPACE);
});

afterAll(() => origin.remove());

test('a step finds no API token, no credential for origin, and a token that only its workspace takes', async () => {
  const { objects } = renderRun({
    workflow: { text: LOOK_AROUND, file: 'look-around.yaml' },
    cluster: clusterNamed('development'),
    images: readProject('.').images,
    repository: { url: origin.url, revision: 'main' },
    credentials: { 'git-token': { source: 'existing', secretName: SECRET } },
    runId: RUN_ID,
  });
  await kubectl(['apply', '--server-side', '-f', '-'], objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  const run = new LiveRun(NAMESPACE, RUN_ID);
  expect(await run.report()).toMatchObject({ outcome: 'complete', failures: [] });
  const seen = Object.fromEntries(
    (origin.files(resultBranch(RUN_ID))['looked.txt'] ?? '')
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
  expect(Buffer.from(secret.data['git-token'], 'base64').toString()).toBe(token);
  expect(token).toMatch(/^canary-/);
});

test('no object of the run holds the token', async () => {
  const kinds = 'configmap,job,statefulset,pod,service,serviceaccount,role,networkpolicy,pvc,event';
  expect(await kubectl(['get', kinds, '-n', NAMESPACE, '-o', 'yaml'])).not.toContain(token);
});
