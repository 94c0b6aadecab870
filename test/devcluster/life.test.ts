// The life of runs as the command line sees it: held back, waiting, refused, published, resumed, tried again, done.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobName, redisName, resultBranch, workspaceName } from '../../contract/names';
import { acceptPushes, refusePushes } from '../../devcluster/git-repositories';
import { allowToken } from '../../devcluster/git-tokens';
import { eventually, get, kubectl } from '../cluster/support/kubectl';
import { type Answer, prodigy } from '../cluster/support/prodigy';
import { condition } from '../cluster/support/run';
import { TestNamespace } from './support/namespace';
import { Origin } from './support/origin';

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

  test('its Job is not taken away in time, nor by clean-up that is not given its name', async () => {
    const { metadata, spec } = await get('job', jobName('held'), namespace.name);
    expect(spec.ttlSecondsAfterFinished).toBeUndefined();
    expect(metadata.annotations['prodigy.io/ttl-seconds']).toBe('3600');
    const { stdout } = await prodigy('cleanup', ...WHERE.slice(0, 4), '--claims', '--yes');
    const kept = 'the run is unpublished, and could continue from it: name the run to remove it';
    expect(stdout).toContain(`  keep   Job ${jobName('held')}: ${kept}\n`);
    expect((await get('job', jobName('held'), namespace.name)).metadata.uid).toBe(metadata.uid);
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
    expect((await get('job', jobName('held'), namespace.name)).spec.ttlSecondsAfterFinished).toBe(3600);
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

/** What a step sees of a key that the test changes. */
const FLAG = 'secrets: { FLAG: FLAG }\n';
const withFlag = ['--credential', 'FLAG=existing:flag', '--cleanup-policy'];

describe('a run whose second step fails', () => {
  const TWO = `name: two\nmode: standard\n${FLAG}commands:
  - shell: date +%s%N > first.txt && git add . && git commit -qm first
    commit_required: true
  - shell: test "$FLAG" = go
  - shell: echo done > last.txt && git add . && git commit -qm last
    commit_required: true
`;
  test('fails, and keeps its claim', async () => {
    await namespace.secret('later', { 'git-token': TOKEN });
    await namespace.secret('flag', { FLAG: 'stop' });
    expect(await submit('two', TWO, 'later', ...withFlag, 'retain')).toMatchObject({ status: 1 });
    await eventually('servers at rest', async () => (await run('two').pods('workspace')).length === 0);
    expect(await claimOf('two')).toBeDefined();
  });

  test('resumed, it goes on at that step: the first is not done again', async () => {
    await namespace.secret('flag', { FLAG: 'go' });
    const answer = await prodigy('resume', 'two', ...WHERE);
    expect(answer).toMatchObject({ status: 0, stdout: expect.stringMatching(/^run two: complete\n/) });
    const log = await kubectl(['logs', '-n', namespace.name, '-l', 'prodigy.io/run-id=two,job-name', '--tail=200']);
    expect(log).not.toContain('first.txt');
    expect(origin.files(resultBranch('two'))['last.txt']).toBe('done\n');
  });

  test('complete, it keeps its claim, since it retains it', async () => {
    await run('two').ended();
    expect((await claimOf('two')).metadata.ownerReferences).toBeUndefined();
  });
});

describe('a MapReduce run with a dead letter', () => {
  const ITEMS = `name: items\nmode: mapreduce\n${FLAG}map:
  input: printf '["a","b"]'
  agent_template:
    - shell: test "\${item}" = a || test "$FLAG" = go
    - shell: echo done > "\${item}.txt" && git add . && git commit -qm item
      commit_required: true
reduce:
  - shell: ls *.txt > list && git add list && git commit -qm list
    commit_required: true
`;
  let jobUid: string;

  /** Uids of what the claims of both servers go with. */
  async function owners(): Promise<(string | undefined)[]> {
    const names = [workspaceName('items'), redisName('items')];
    const claims = await Promise.all(names.map((name) => get('persistentvolumeclaim', name, namespace.name)));
    return claims.map(({ metadata }) => metadata.ownerReferences?.map(({ uid }: { uid: string }) => uid).join());
  }

  test('completes without it', async () => {
    await namespace.secret('flag', { FLAG: 'stop' });
    const { stdout } = await submit(
      'items',
      ITEMS,
      'later',
      '--max-parallel',
      '1',
      ...withFlag,
      'delete',
      '-o',
      'json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'complete', items: { merged: 1, dead: 1 } });
    await eventually('servers at rest', async () => (await run('items').pods('queue')).length === 0);
    expect(origin.files(resultBranch('items')).list).toBe('a.txt\n');
  });

  test('dlq and events read its claim while its servers are at rest', async () => {
    const list = await prodigy('dlq', 'list', '--run', 'items', ...WHERE.slice(0, 4), '-o', 'json');
    expect(JSON.parse(list.stdout)).toMatchObject([{ item_id: 'item_1', failure_count: 1 }]);
    const events = await prodigy('events', 'items', ...WHERE.slice(0, 4), '-o', 'json');
    const types = events.stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line).event.event_type);
    expect(types).toEqual(expect.arrayContaining(['job_started', 'agent_failed', 'job_completed']));
    const left = await kubectl(['get', 'jobs', '-n', namespace.name, '-o', 'name']);
    expect(left).not.toContain('prodigy-read-');
  });

  test('its claims belong to its Job, since its policy is to delete them', async () => {
    const { uid } = (await run('items').job()).metadata;
    expect(await owners()).toEqual([uid, uid]);
    jobUid = uid;
  });

  test('retry works on that item alone, reduces again, and publishes the new result in place of its own', async () => {
    await namespace.secret('flag', { FLAG: 'go' });
    const answer = await prodigy('retry', 'items', ...WHERE, '-o', 'json');
    expect(JSON.parse(answer.stdout)).toMatchObject({ outcome: 'complete', items: { merged: 2, dead: 0 } });
    expect(origin.files(resultBranch('items')).list).toBe('a.txt\nb.txt\n');
    expect(origin.mergedItems(resultBranch('items')).sort()).toEqual(['item_0', 'item_1']);
  });

  test('its claims have outlived that Job, and belong to the new one', async () => {
    await run('items').ended();
    const { uid } = (await run('items').job()).metadata;
    expect(uid).not.toBe(jobUid);
    expect(await owners()).toEqual([uid, uid]);
  });

  test('purge without dead letters says so, and asks nothing of the run', async () => {
    const answer = await prodigy('dlq', 'purge', '--run', 'items', ...WHERE.slice(0, 4), '--yes');
    expect(answer.stderr).toContain('no dead letters\n');
  });
});
