import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
  expect((await fetch(workspace.url + Route.READY)).status).toBe(503);
  const statuses = new Set<number>();
  await until(async () => {
    statuses.add((await workspace.call('agent-0', `GET ${Route.RUN}`)).status);
    return statuses.has(200);
  });
  expect([...statuses]).toEqual([503, 200]);
  expect((await fetch(workspace.url + Route.READY)).status).toBe(200);
});

test('SIGTERM ends the server with exit code 0', async () => {
  await workspace.start();
  await workspace.call('agent-0', `GET ${Route.RUN}`);
  expect(await workspace.stop()).toBe(0);
});

/** Who pushes, and where. */
const PUSHES = {
  leader: async () => ({ ref: 'refs/prodigy/session', fencing: await workspace.lead('agent-0') }),
  agent: async () => {
    const { body } = await workspace.call('agent-0', `POST ${Route.ATTEMPTS}`, { item: 'item_0', attempt: 1 });
    return { ref: (body as { ref: string }).ref, fencing: undefined };
  },
};

test.each(['leader', 'agent'] as const)('SIGTERM lets a push of the %s in hand finish', async (who) => {
  await workspace.start();
  const { ref, fencing } = await PUSHES[who]();
  const dir = await workspace.checkout('agent-0');
  await writeFile(join(dir, 'x'), 'x\n');
  const commit = await commitAll(dir, 'x');
  const hook = join(workspace.repository, 'hooks/post-receive');
  const [begun, go] = [join(workspace.root, 'begun'), join(workspace.root, 'go')];
  const script = `#!/bin/sh\ntouch '${begun}'\nwhile [ ! -e '${go}' ]; do sleep 0.05; done\n`;
  await writeFile(hook, script, { mode: 0o755 });
  const pushing = workspace.push('agent-0', dir, `HEAD:${ref}`, fencing);
  await until(() => existsSync(begun));
  const stopped = workspace.stop();
  await sleep(300); // longer than answers that are written already need
  await writeFile(go, '');
  await pushing;
  expect(await stopped).toBe(0);
  expect(await workspace.ref(ref)).toBe(commit);
});
