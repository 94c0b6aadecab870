import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { secretFile } from '../../../contract/paths';
import type { RunPullRequest } from '../../../contract/pull-request';
import { REPORT_KEY, type Report } from '../../../contract/report';
import { Route } from '../../../contract/workspace-api';
import { systemClock } from '../../../runtime/adapters/clock/system-clock';
import { GiteaStandIn } from '../adapters/forge/gitea-stand-in';
import { commitAll, removeTemporaryFolders } from '../adapters/git/temporary-repository';
import { REPORT_PATH, until, WorkspaceUnderTest } from './workspace-under-test';

let gitea: GiteaStandIn;
let workspace: WorkspaceUnderTest;
let fencing: number;

beforeEach(async () => {
  gitea = await GiteaStandIn.start('sesame');
});
afterEach(async () => {
  gitea.stop();
  await workspace.close();
});
afterAll(removeTemporaryFolders);

/** A run with a commit, and a pull request that it asks for. */
async function start(wanted: Partial<RunPullRequest> = {}): Promise<void> {
  const place = { forge: 'gitea', apiUrl: gitea.apiUrl, owner: 'team', name: 'project', base: 'main' } as const;
  const pullRequest: RunPullRequest = { ...place, draft: false, ...wanted };
  workspace = await WorkspaceUnderTest.make({ gitAuth: 'token', gitUsername: 'x', pullRequest });
  await workspace.put(secretFile('git-token'), 'sesame\n');
  await workspace.start();
  fencing = await workspace.lead('agent-0');
  const dir = await workspace.checkout('agent-0');
  await writeFile(join(dir, 'result'), 'done\n');
  await commitAll(dir, 'write result');
  await workspace.push('agent-0', dir, 'HEAD:refs/prodigy/session', fencing);
}

const publish = async () => (await workspace.call('agent-0', `POST ${Route.PUBLICATION}`, {}, fencing)).body as unknown;

async function report(): Promise<Report> {
  const finished = { type: 'finished', outcome: 'complete' };
  await workspace.call('agent-0', `POST ${Route.JOURNAL}`, finished, fencing);
  await until(() => workspace.api.objects.has(REPORT_PATH));
  const { data } = workspace.api.objects.get(REPORT_PATH) as never as { data: Record<string, string> };
  return JSON.parse(data[REPORT_KEY]!);
}

test('once the result is at origin its pull request is opened, once, and the report names it', async () => {
  await start();
  const url = 'https://git.example.com/team/project/pulls/1';
  expect(await publish()).toMatchObject({ published: true, branch: 'prodigy/demo-12345678', pullRequest: url });
  await workspace.stop();
  await workspace.start();
  expect(await publish()).toMatchObject({ published: true, pullRequest: url });
  expect(gitea.pulls).toEqual([
    {
      title: 'demo: result of run demo-12345678',
      body: expect.stringMatching(
        /^Result of run `demo-12345678` of the workflow `demo`, which started from [0-9a-f]{40}\.$/,
      ),
      head: 'prodigy/demo-12345678',
      base: 'main',
      open: true,
    },
  ]);
  expect((await report()).result).toMatchObject({ branch: 'prodigy/demo-12345678', pullRequest: url });
});

test('title, text, branch and draft are as the run asks for them', async () => {
  await start({ title: 'Tidy up', body: 'Please.', base: 'next', draft: true });
  await publish();
  expect(gitea.pulls[0]).toMatchObject({ title: 'WIP: Tidy up', body: 'Please.', base: 'next' });
});

test('a pull request that cannot be opened is a warning; the result is at origin all the same', async () => {
  await start({ name: 'another' });
  const warning =
    "no pull request of prodigy/demo-12345678 into main of team/another: the forge answers 404 The target couldn't be found.";
  expect(await publish()).toMatchObject({ published: true, warning });
  const { outcome, exitCode, result, warnings } = await report();
  expect([outcome, exitCode, result?.branch, warnings]).toEqual(['complete', 0, 'prodigy/demo-12345678', [warning]]);
});

test('a forge out of reach is asked three times', async () => {
  await start();
  gitea.stop();
  const began = systemClock.now();
  expect(await publish()).toMatchObject({ published: true, warning: expect.stringContaining('cannot be reached') });
  expect(systemClock.now() - began).toBeGreaterThanOrEqual(2000);
});
