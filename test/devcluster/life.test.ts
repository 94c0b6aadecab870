// The life of a run as the command line sees it: held back, waiting for a key, refused by origin, published, done.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobName, resultBranch, workspaceName } from '../../contract/names';
import { acceptPushes, refusePushes } from '../../devcluster/git-repositories';
import { eventually, get, kubectl } from './support/kubectl';
import { allowToken, TestNamespace } from './support/namespace';
import { Origin } from './support/origin';
import { type Answer, prodigy } from './support/prodigy';
import { condition } from './support/run';

jest.setTimeout(600_000);

const namespace = new TestNamespace('prodigy-life');
const TOKEN = 'token-of-life-test';
const WHERE = ['--cluster', 'development', '-n', namespace.name, '--timeout', '500'];
const run = (runId: string) => namespace.live(runId);
let folder: string;
let origin: Origin;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'prodigy-life-'));
  origin = await Origin.create('life/project', { 'README.md': 'a project\n' });
  allowToken(TOKEN);
  await namespace.create();
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  origin.remove();
  await namespace.remove();
});

function submit(runId: string, text: string, secret: string, ...flags: string[]): Promise<Answer> {
  const file = join(folder, `${runId}.yaml`);
  writeFileSync(file, text);
  const what = ['--repository', origin.url, '--revision', 'main', '--secret', secret, '--run-id', runId];
  return prodigy('run', file, ...WHERE, ...what, ...flags);
}

const status = async (runId: string): Promise<string> => (await prodigy('status', runId, ...WHERE.slice(0, 4))).stdout;

const claimOf = (runId: string) => get('persistentvolumeclaim', workspaceName(runId), namespace.name);

describe('a run that is held back, waits for a key, is not published, and then is', () => {
  const NOTE =
    '- shell: echo noted > note.txt && git add note.txt && git commit -qm "Note it"\n  commit_required: true\n';

  test('its agents do not start before it is released', async () => {
    await refusePushes('life/project', 'frozen until Monday');
    const answer = await submit('held', NOTE, 'later', '--suspend', '--detach');
    expect(answer).toMatchObject({ status: 0, stdout: 'held\n' });
    expect(await status('held')).toContain('run held: suspended, 0 of 1 agents ready\n');
    expect(await run('held').pods('agent')).toEqual([]);
  });

  test('status names the Secret that is missing, then the key', async () => {
    await eventually('the Secret', async () => (await status('held')).includes('key git-token of Secret later'), 200);
    await namespace.secret('later', { 'another-key': 'x' });
    await eventually('the key', async () => (await status('held')).includes('key git-token of Secret later'), 300);
  });

  test('once the key is there and resume has released it, it runs; origin refuses, and its work stays', async () => {
    await namespace.secret('later', { 'git-token': TOKEN });
    const answer = await prodigy('resume', 'held', ...WHERE);
    expect(answer.stdout).toMatch(/^run held: unpublished \(origin: remote: frozen until Monday;/);
    await run('held').ended();
    expect((await claimOf('held')).metadata.ownerReferences).toBeUndefined();
    expect(origin.branches()).not.toContain(resultBranch('held'));
  });

  test('resume says that only publish is left', async () => {
    const { status, stderr } = await prodigy('resume', 'held', ...WHERE);
    expect(status).toBe(4);
    expect(stderr).toContain(
      'run held cannot go on: nothing is left but to publish its result: prodigy-k8s publish held',
    );
  });

  test('publish pushes it without an agent, and then the claim is the Job’s', async () => {
    await acceptPushes('life/project');
    const answer = await prodigy('publish', 'held', ...WHERE);
    expect(answer).toMatchObject({ status: 0, stdout: expect.stringMatching(/^run held: complete\n/) });
    expect(origin.files(resultBranch('held'))).toEqual({ 'README.md': 'a project\n', 'note.txt': 'noted\n' });
    await run('held').ended();
    expect((await claimOf('held')).metadata.ownerReferences).toMatchObject([{ kind: 'Job', name: jobName('held') }]);
  });

  test('its Job takes all with it but the report', async () => {
    await kubectl(['delete', 'job', jobName('held'), '-n', namespace.name]);
    const kinds = 'job,statefulset,service,configmap,pvc,serviceaccount,role,rolebinding,networkpolicy';
    const left = () => kubectl(['get', kinds, '-n', namespace.name, '-l', 'prodigy.io/run-id=held', '-o', 'name']);
    await eventually('the end of all', async () => (await left()) === 'configmap/prodigy-report-held\n', 120);
  });

  test('a Job of its name that is created again alone ends with the recorded result, without work', async () => {
    const rendered = namespace.render({
      runId: 'held',
      workflow: { text: NOTE, file: 'held.yaml' },
      repository: { url: origin.url, revision: 'main' },
      credentials: { 'git-token': { source: 'existing', secretName: 'later' } },
    });
    const alone = rendered.filter(({ kind }) => ['Job', 'ServiceAccount', 'ConfigMap'].includes(kind));
    await kubectl(['apply', '--server-side', '-f', '-'], alone.map((one) => JSON.stringify(one)).join('\n---\n'));
    const done = () => get('job', jobName('held'), namespace.name);
    await eventually('its end', async () => condition(await done(), 'Complete'), 120);
    expect(await run('held').pods('workspace')).toEqual([]);
  });
});
