import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPORT_KEY } from '../../../contract/report';
import type { RunConfig } from '../../../contract/run-config';
import { type JournalAnswer, Route } from '../../../contract/workspace-api';
import { systemClock } from '../../../runtime/adapters/clock/system-clock';
import { git } from '../../../runtime/adapters/git/git';
import type { Clock } from '../../../runtime/ports/clock';
import { usefulLines } from '../../../runtime/server/publish';
import { commitAll, removeTemporaryFolders } from '../adapters/git/temporary-repository';
import { ShiftedClock } from './shifted-clock';
import { REPORT_PATH, until, WorkspaceUnderTest } from './workspace-under-test';

let workspace: WorkspaceUnderTest;
let fencing: number;
afterEach(() => workspace.close());
afterAll(removeTemporaryFolders);

async function start(config: Partial<RunConfig> = {}): Promise<void> {
  workspace = await WorkspaceUnderTest.make(config);
  await workspace.start();
  fencing = await workspace.lead('agent-0');
}

/** Commit a file to the session. */
async function work(file = 'result', text = 'done\n'): Promise<string> {
  const dir = await workspace.checkout('agent-0');
  await writeFile(join(dir, file), text);
  const commit = await commitAll(dir, `write ${file}`);
  await workspace.push('agent-0', dir, 'HEAD:refs/prodigy/session', fencing);
  return commit;
}

const publish = async (body = {}) =>
  (await workspace.call('agent-0', `POST ${Route.PUBLICATION}`, body, fencing)).body as unknown;
const atOrigin = (ref: string) => git(['rev-parse', ref], { cwd: workspace.origin });

test('the session becomes the branch of the run where the target did not move', async () => {
  await start();
  const commit = await work();
  expect(await publish()).toEqual({ published: true, branch: 'prodigy/demo-12345678', commit });
  expect(await atOrigin('prodigy/demo-12345678')).toBe(commit);
  expect(await atOrigin('main')).toBe(await workspace.ref('refs/prodigy/base'));
});

test('the result is merged with what the target became meanwhile', async () => {
  await start();
  const session = await work();
  const target = await workspace.moveOrigin('main', 'meanwhile', 'x\n');
  const { commit } = (await publish()) as { commit: string };
  expect(await git(['log', '-1', '--format=%P %s', commit], { cwd: workspace.origin })).toBe(
    `${target} ${session} Merge Prodigy run demo-12345678`,
  );
});

test('asked again, the same commit is pushed, whatever the target became', async () => {
  await start();
  await work();
  await workspace.moveOrigin('main', 'meanwhile', 'x\n');
  const first = await publish();
  await workspace.moveOrigin('main', 'later', 'x\n');
  await workspace.stop();
  await workspace.start();
  expect(await publish()).toEqual(first);
  const { body } = await workspace.call('agent-0', `GET ${Route.JOURNAL}`);
  const { entries } = body as { entries: { entry: unknown }[] };
  expect(entries.map(({ entry }) => entry)).toEqual([{ type: 'result', commit: (first as { commit: string }).commit }]);
});

test('publish: target moves the target branch too', async () => {
  await start({ publish: 'target' });
  await work();
  await workspace.moveOrigin('main', 'meanwhile', 'x\n');
  const { commit } = (await publish()) as { commit: string };
  expect(await atOrigin('main')).toBe(commit);
  expect(await atOrigin('prodigy/demo-12345678')).toBe(commit);
});

/** Origin where somebody else pushes to main just before the run's own push gets there, so many times. */
async function busyOrigin(pushes: number): Promise<void> {
  const script = `#!/bin/sh
left=$(cat left 2>/dev/null || echo ${pushes})
[ "$1" = refs/heads/main ] && [ "$left" -gt 0 ] || exit 0
echo $((left - 1)) > left
tree=$(printf '100644 blob %s\\tother-%s\\n' "$(echo "$left" | git hash-object -w --stdin)" "$left" | git mktree)
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
git update-ref refs/heads/main "$(git commit-tree -p refs/heads/main -m other "$tree")"
`;
  const hooks = join(await git(['rev-parse', '--absolute-git-dir'], { cwd: workspace.origin }), 'hooks');
  await mkdir(hooks, { recursive: true });
  await writeFile(join(hooks, 'update'), script, { mode: 0o755 });
}

test('publish: target is merged again where somebody pushes to the target between fetch and push', async () => {
  await start({ publish: 'target' });
  await work();
  await busyOrigin(2);
  const { published, commit } = (await publish()) as { published: boolean; commit: string };
  expect(published).toBe(true);
  expect([await atOrigin('main'), await atOrigin('prodigy/demo-12345678')]).toEqual([commit, commit]);
  expect(await git(['ls-tree', '--name-only', commit], { cwd: workspace.origin })).toContain('result');
  expect(await git(['log', '--format=%s', commit], { cwd: workspace.origin })).toContain('other');
});

test('publish: target gives up where others push each time: the work is on the branch of the run', async () => {
  await start({ publish: 'target' });
  await work();
  await busyOrigin(9);
  expect(await publish()).toMatchObject({ published: false, reason: expect.stringContaining('[remote rejected]') });
  const files = await git(['ls-tree', '--name-only', 'prodigy/demo-12345678'], { cwd: workspace.origin });
  expect(files).toContain('result');
});

test('a run without commits has nothing to publish', async () => {
  await start();
  expect(await publish()).toEqual({ published: false, reason: 'the run made no commit', unchanged: true });
  await expect(atOrigin('prodigy/demo-12345678')).rejects.toThrow('unknown revision');
});

test('a run whose merge steps made no commit has no result either', async () => {
  await start();
  const commit = await workspace.ref('refs/prodigy/base');
  for (const entry of [
    { type: 'result', commit },
    { type: 'finished', outcome: 'complete' },
  ])
    await workspace.call('agent-0', `POST ${Route.JOURNAL}`, entry, fencing);
  const report = workspace.api.objects.get(REPORT_PATH) as unknown as { data: Record<string, string> };
  expect(JSON.parse(report.data[REPORT_KEY]!)).not.toHaveProperty('result');
});

test('a conflict with the target leaves the work on the branch of the run', async () => {
  await start({ publish: 'target' });
  const session = await work('contested', 'mine\n');
  const target = await workspace.moveOrigin('main', 'contested', 'theirs\n');
  expect(await publish()).toEqual({
    published: false,
    reason: 'main conflicts with the result in contested: merge prodigy/demo-12345678 by hand',
  });
  expect(await atOrigin('prodigy/demo-12345678')).toBe(session);
  expect(await atOrigin('main')).toBe(target);
});

test('a conflict with the target does not matter to a run that publishes its branch only', async () => {
  await start();
  const commit = await work('contested', 'mine\n');
  await workspace.moveOrigin('main', 'contested', 'theirs\n');
  expect(await publish()).toEqual({ published: true, branch: 'prodigy/demo-12345678', commit });
  await workspace.call('agent-0', `POST ${Route.JOURNAL}`, { type: 'finished', outcome: 'complete' }, fencing);
  const report = workspace.api.objects.get(REPORT_PATH) as unknown as { data: Record<string, string> };
  expect(JSON.parse(report.data[REPORT_KEY]!)).toMatchObject({ result: { commit, commits: 1 } });
});

test('a commit of the leader’s own is published in place of the session', async () => {
  await start();
  const dir = await workspace.checkout('agent-0');
  const commit = await commitAll(dir, 'made by merge steps');
  await workspace.push('agent-0', dir, 'HEAD:refs/prodigy/result', fencing);
  expect(await publish({ commit })).toMatchObject({ published: true, commit });
  const { body } = await workspace.call('agent-0', `POST ${Route.PUBLICATION}`, { commit: '0'.repeat(40) }, fencing);
  expect(body).toMatchObject({ commit });
});

test('a result that is no commit of the run is not recorded: the report could not be written', async () => {
  await start();
  for (const commit of ['main', '0'.repeat(40)]) {
    const result = { type: 'result', commit };
    expect((await workspace.call('agent-0', `POST ${Route.JOURNAL}`, result, fencing)).status).toBe(400);
  }
});

test('what origin’s own rules refuse is told in its words', async () => {
  await start();
  await work();
  const hook = join(workspace.origin, 'hooks/pre-receive');
  await writeFile(hook, '#!/bin/sh\necho "branch is protected" >&2\nexit 1\n', { mode: 0o755 });
  expect(await publish()).toEqual({
    published: false,
    reason: expect.stringMatching(
      /^origin: remote: branch is protected; ! \[remote rejected\] .* \(pre-receive hook declined\); error: failed to push/,
    ),
  });
});

test('a server that stops in mid-push says nothing of origin, and the next one pushes', async () => {
  await start();
  await workspace.stop();
  const sleep: Clock['sleep'] = (ms, signal) => systemClock.sleep(Math.min(ms, 200), signal);
  await workspace.start({ ...systemClock, sleep });
  const commit = await work();
  const hook = join(workspace.origin, 'hooks/pre-receive');
  await writeFile(hook, `#!/bin/sh\ntouch ${workspace.origin}/pushed\nsleep 60\n`, { mode: 0o755 });
  const publisher = workspace.call('agent-0', `POST ${Route.PUBLICATION}`, {}, fencing).then(
    ({ status }) => status,
    () => 'no answer',
  );
  await until(() => existsSync(join(workspace.origin, 'pushed')));
  await workspace.stop();
  expect([500, 'no answer']).toContain(await publisher);
  await rm(hook);
  await workspace.start();
  expect(await publish()).toMatchObject({ published: true, commit });
});

test('while origin takes its time another may lead; it waits for that push, and gets the same result', async () => {
  const clock = new ShiftedClock();
  workspace = await WorkspaceUnderTest.make();
  await workspace.start(clock);
  fencing = await workspace.lead('agent-0');
  const commit = await work();
  const hook = join(workspace.origin, 'hooks/pre-receive');
  const [began, goOn] = [join(workspace.origin, 'began'), join(workspace.origin, 'go-on')];
  await writeFile(hook, `#!/bin/sh\necho >> ${began}\nuntil [ -e ${goOn} ]; do sleep 0.05; done\n`, { mode: 0o755 });
  const publishAs = (pod: string, number: number) => workspace.call(pod, `POST ${Route.PUBLICATION}`, {}, number);
  const first = publishAs('agent-0', fencing);
  await until(() => existsSync(began));
  clock.advance(12_000);
  const next = await workspace.lead('agent-1');
  const second = publishAs('agent-1', next);
  expect((await publishAs('agent-0', fencing)).status).toBe(409);
  await writeFile(goOn, '');
  const answer = { published: true, branch: 'prodigy/demo-12345678', commit };
  expect([(await first).body, (await second).body]).toEqual([answer, answer]);
  expect(readFileSync(began, 'utf8')).toBe('\n');
  const { body } = await workspace.call('agent-1', `GET ${Route.JOURNAL}`);
  expect((body as JournalAnswer).entries.map(({ entry }) => entry)).toEqual([{ type: 'result', commit }]);
});

test('an origin out of reach is asked again, after ten minutes it is a reason', async () => {
  await start();
  await workspace.stop();
  let late = 0;
  await workspace.start({ ...systemClock, now: () => systemClock.now() + late });
  fencing = await workspace.lead('agent-0');
  const commit = await work();
  const broken = () => git(['config', 'core.bare', 'maybe'], { cwd: workspace.origin });
  await broken();
  const answer = await workspace.call('agent-0', `POST ${Route.PUBLICATION}`, {}, fencing);
  expect(answer).toMatchObject({ status: 503, body: { error: expect.stringMatching(/^origin: fatal: bad boolean/) } });
  await git(['config', '--file', join(workspace.origin, 'config'), 'core.bare', 'true'], { cwd: '/' });
  expect(await publish()).toMatchObject({ published: true, commit });
  await broken();
  late = 10 * 60_000;
  fencing = await workspace.lead('agent-0');
  expect(await publish()).toMatchObject({
    published: false,
    reason: expect.stringMatching(/^origin: fatal: bad boolean/),
  });
});

test('useful lines are what git and origin say, not progress and advice', () => {
  const stderr = [
    'To https://example.com/x.git',
    'remote: ',
    'remote: error: GH006: Protected branch update failed.        ',
    ' ! [remote rejected] a -> b (protected branch hook declined)',
    'hint: some advice',
    "error: failed to push some refs to 'https://example.com/x.git'",
  ].join('\n');
  expect(usefulLines(stderr)).toBe(
    'remote: error: GH006: Protected branch update failed.; ! [remote rejected] a -> b (protected branch hook declined); ' +
      "error: failed to push some refs to 'https://example.com/x.git'",
  );
  expect(usefulLines('')).toBe('no reason given');
});
