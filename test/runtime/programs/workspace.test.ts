import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Path } from '../../../contract/paths';
import { Route } from '../../../contract/workspace-api';
import { workspaceProgram } from '../../../runtime/programs/workspace';
import { commitAll, removeTemporaryFolders } from '../adapters/git/temporary-repository';
import { until, WorkspaceUnderTest } from '../server/workspace-under-test';

let workspace: WorkspaceUnderTest;
beforeEach(async () => {
  workspace = await WorkspaceUnderTest.make();
});
afterEach(() => workspace.close());
afterAll(removeTemporaryFolders);

test('a configuration that cannot be read ends with exit code 20 and says what is wrong', async () => {
  await workspace.put(Path.CONFIG_FILE, 'PRODIGY_RUN_ID="x"\n');
  expect(await workspaceProgram(workspace.context())).toBe(20);
  expect(workspace.log.lines.at(-1)).toBe("error: 'PRODIGY_NAMESPACE' must be set in config.env: render the run again");
});

test('the server is healthy, and tells callers to come again, while the API server does not answer', async () => {
  workspace.api.refusals.push(...Array.from({ length: 3 }, () => 500));
  await workspace.start();
  expect(await (await fetch(workspace.url + Route.HEALTH)).json()).toEqual({ ok: true });
  const statuses = new Set<number>();
  await until(async () => {
    statuses.add((await workspace.call('agent-0', `GET ${Route.RUN}`)).status);
    return statuses.has(200);
  });
  expect([...statuses]).toEqual([503, 200]);
});

test('SIGTERM ends the server with exit code 0', async () => {
  await workspace.start();
  await workspace.call('agent-0', `GET ${Route.RUN}`);
  expect(await workspace.stop()).toBe(0);
});

test('SIGTERM lets the leader’s push in hand finish', async () => {
  await workspace.start();
  const fencing = await workspace.lead('agent-0');
  const dir = await workspace.checkout('agent-0');
  await writeFile(join(dir, 'x'), 'x\n');
  const commit = await commitAll(dir, 'x');
  const hook = join(workspace.repository, 'hooks/post-receive');
  const [begun, go] = [join(workspace.root, 'begun'), join(workspace.root, 'go')];
  const script = `#!/bin/sh\ntouch '${begun}'\nwhile [ ! -e '${go}' ]; do sleep 0.05; done\n`;
  await writeFile(hook, script, { mode: 0o755 });
  const pushing = workspace.push('agent-0', dir, 'HEAD:refs/prodigy/session', fencing);
  await until(() => existsSync(begun));
  const stopped = workspace.stop();
  await writeFile(go, '');
  await pushing;
  expect(await stopped).toBe(0);
  expect(await workspace.ref('refs/prodigy/session')).toBe(commit);
});
