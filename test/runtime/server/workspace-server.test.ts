import { type JournalAnswer, Route } from '../../../contract/workspace-api';
import { removeTemporaryFolders } from '../adapters/git/temporary-repository';
import { WorkspaceUnderTest } from './workspace-under-test';

let workspace: WorkspaceUnderTest;
afterEach(() => workspace.close());
afterAll(removeTemporaryFolders);

async function started(...args: Parameters<typeof WorkspaceUnderTest.make>): Promise<WorkspaceUnderTest> {
  workspace = await WorkspaceUnderTest.make(...args);
  await workspace.start();
  return workspace;
}

test('a whole run: hello, lead, attempts, merges, publication, end', async () => {
  const { call } = { call: (await started()).call.bind(workspace) };
  const base = await workspace.ref('refs/prodigy/base');
  expect(await call('agent-0', `POST ${Route.AGENTS}`, { index: 0, pod: 'agent-0' })).toEqual({
    status: 200,
    body: { state: 'running', base },
  });
  const fencing = await workspace.lead('agent-0');
  expect(fencing).toBe(1);
  const items = [0, 1].map((n) => ({ id: `item_${n}`, data: n }));
  expect((await call('agent-0', `POST ${Route.JOURNAL}`, { type: 'items', items }, fencing)).status).toBe(200);
  for (const [n, pod] of ['agent-0', 'agent-1'].entries()) {
    const commit = await workspace.attempt(pod, `item_${n}`, 1, `file-${n}`, `${n}\n`);
    const request = { item: `item_${n}`, attempt: 1, commit, durationMs: 5 };
    const { body } = await call('agent-0', `POST ${Route.MERGES}`, request, fencing);
    expect(body).toEqual({ merged: true, session: await workspace.ref('refs/prodigy/session') });
    const entry = { type: 'item', item: `item_${n}`, outcome: 'merged', attempt: 1, commit };
    await call('agent-0', `POST ${Route.JOURNAL}`, entry, fencing);
  }
  const { body: publication } = await call('agent-0', `POST ${Route.PUBLICATION}`, {}, fencing);
  const commit = await workspace.ref('refs/prodigy/session');
  expect(publication).toEqual({ published: true, branch: 'prodigy/demo-12345678', commit });
  const { body: end } = await call(
    'agent-0',
    `POST ${Route.JOURNAL}`,
    { type: 'finished', outcome: 'complete' },
    fencing,
  );
  expect(end).toEqual({ state: 'finished', exitCode: 0, reason: 'the run is complete' });
  const journal = await call('agent-1', `GET ${Route.RUN}`);
  expect(journal.body).toEqual(end);
});

test('what a leader says again, since the server went away before it answered, is in the journal once', async () => {
  await started();
  const fencing = await workspace.lead('agent-0');
  const step = { type: 'step', phase: 'setup', index: 0, head: 'a', checkpoint: null, variables: {} };
  await workspace.call('agent-0', `POST ${Route.JOURNAL}`, step, fencing);
  await workspace.stop();
  await workspace.start();
  expect((await workspace.call('agent-0', `POST ${Route.JOURNAL}`, step, fencing)).status).toBe(200);
  await workspace.call('agent-0', `POST ${Route.JOURNAL}`, { ...step, index: 1 }, fencing);
  const { body } = await workspace.call('agent-0', `GET ${Route.JOURNAL}`);
  expect((body as JournalAnswer).entries.map(({ entry }) => entry)).toEqual([step, { ...step, index: 1 }]);
});
