// The real External Secrets Operator, reading a store that a test can change.
import { createHash, randomBytes } from 'node:crypto';
import { jobName, resultBranch, secretsName } from '../../../contract/names';
import { startExternalSecrets, stopExternalSecrets } from '../../../devcluster/external-secrets';
import { gitToken } from '../../../devcluster/git-repositories';
import { eventually, get, kubectl, type Live } from '../../cluster/support/kubectl';
import type { LiveRun } from '../../cluster/support/run';
import { apply, TestNamespace } from '../support/namespace';
import { Origin } from '../support/origin';

jest.setTimeout(900_000);

const NAME = 'prodigy-external';
const RUN = 'external';
const namespace = new TestNamespace(NAME, { crds: ['externalsecrets.external-secrets.io'] });
const [first, second] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
let origin: Origin;
let run: LiveRun;

/** What the store holds. */
const store = (token: string, key: string): object => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'SecretStore',
  metadata: { name: 'vault', namespace: NAME },
  spec: {
    provider: {
      fake: {
        data: [
          { key: 'team/git', value: JSON.stringify({ token }) },
          { key: 'team/api-key', value: key },
        ],
      },
    },
  },
});

/** The first step ends when the mounted key has changed; the next one says which it was given. */
const WORKFLOW = `name: external
secrets: { API_KEY: API_KEY }
commands:
  - shell: |
      printf 'before %s\\n' "$(printf %s "$API_KEY" | sha256sum | cut -c 1-64)" >seen.txt
      touch /tmp/at-work
      until [ "$(cat /secrets/API_KEY)" != "$API_KEY" ]; do sleep 1; done
  - shell: |
      printf 'after %s\\n' "$(printf %s "$API_KEY" | sha256sum | cut -c 1-64)" >>seen.txt
      git add seen.txt && git commit -qm 'Say which keys were seen'
    commit_required: true
`;

beforeAll(async () => {
  origin = await Origin.create('demo/external', { 'README.md': 'a project\n' });
  await startExternalSecrets();
  await namespace.create();
  await apply([store(await gitToken(), first)]);
  run = await namespace.start({
    runId: RUN,
    workflow: { text: WORKFLOW, file: 'external.yaml' },
    repository: { url: origin.url, revision: 'main' },
    credentials: {
      'git-token': { source: 'external', store: 'vault', remoteKey: 'team/git', property: 'token' },
      API_KEY: { source: 'external', store: 'vault', remoteKey: 'team/api-key' },
    },
  });
});

afterAll(async () => {
  await namespace.remove();
  await stopExternalSecrets();
  origin.remove();
});

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const apiKey = async (): Promise<string> => {
  const secret = await get('secret', secretsName(RUN), NAME);
  return Buffer.from(secret.data.API_KEY, 'base64').toString();
};

test('the operator takes the rendered ExternalSecret as it is, and makes its Secret', async () => {
  const condition = await eventually('a synced ExternalSecret', async () => {
    const { status } = await get('externalsecret', secretsName(RUN), NAME);
    return status?.conditions?.find(({ type, status }: Live) => type === 'Ready' && status === 'True');
  });
  expect(condition).toMatchObject({ reason: 'SecretSynced' });
  expect(await apiKey()).toBe(first);
  expect(Object.keys((await get('secret', secretsName(RUN), NAME)).data).sort()).toEqual(['API_KEY', 'git-token']);
});

test('a value that changes in the store serves the next step of a run that began with the first', async () => {
  const atWork = async (): Promise<boolean> => {
    const [agent] = await run.pods('agent');
    const inAgent = ['exec', '-n', NAME, agent.metadata.name, '-c', 'prodigy-agent', '--'];
    return (await kubectl([...inAgent, 'ls', '/tmp'])).includes('at-work');
  };
  await eventually('the first step', atWork, 240);
  await apply([store(await gitToken(), second)]);
  const started = performance.now();
  const since = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  await kubectl(['annotate', 'externalsecret', secretsName(RUN), '-n', NAME, 'force-sync=1']);
  await eventually('the changed Secret', async () => (await apiKey()) === second);
  process.stderr.write(`from the store to the Secret: ${since()}\n`);
  expect(await run.report()).toMatchObject({ outcome: 'complete', failures: [] });
  process.stderr.write(`from the store to the end of the run: ${since()}\n`);
  expect(origin.files(resultBranch(RUN))['seen.txt']).toBe(`before ${digest(first)}\nafter ${digest(second)}\n`);
  expect((await get('job', jobName(RUN), NAME)).status.failed ?? 0).toBe(0);
});
