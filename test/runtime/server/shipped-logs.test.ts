import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lineNumber } from '../../../contract/agent-log';
import { Path } from '../../../contract/paths';
import { systemClock } from '../../../runtime/adapters/clock/system-clock';
import { NumberedLines } from '../../../runtime/adapters/log/numbered-lines';
import { LogShipper } from '../../../runtime/adapters/remote/log-shipper';
import { type Call, WorkspaceClient } from '../../../runtime/adapters/remote/workspace-client';
import { readLogs } from '../../../runtime/programs/read-logs';
import { removeTemporaryFolders, temporaryFolder } from '../adapters/git/temporary-repository';
import { RecordingLog } from '../adapters/log/recording-log';
import { RUN_ID } from './token-issuer';
import { WorkspaceUnderTest } from './workspace-under-test';

afterAll(removeTemporaryFolders);

const AGENTS = 8;
const LINES = 2000;

let workspace: WorkspaceUnderTest;
beforeEach(async () => {
  workspace = await WorkspaceUnderTest.make();
  await workspace.start();
});
afterEach(() => workspace.close());

/** Ships as an agent does, to wherever the server is. */
async function shipper(index: number, lines: NumberedLines): Promise<LogShipper> {
  const tokenFile = join(temporaryFolder(), 'token');
  await writeFile(tokenFile, await workspace.issuer.token(`agent-${index}`));
  const log = new RecordingLog();
  const clock = systemClock;
  const { signal } = new AbortController();
  const once = (call: Call) =>
    new WorkspaceClient({ url: workspace.url, tokenFile, patienceSeconds: 60, signal, clock, log }).once(call);
  return new LogShipper({ lines, index, client: { once }, clock, log, everyMs: 50, closeMs: 30_000 });
}

const kept = (agent: number): unknown[] =>
  [...readLogs(workspace.path(`${Path.STATE}/logs`), { agent })].map(
    ({ line }) => lineNumber(line) ?? JSON.parse(line),
  );

test('the lines of eight agents arrive complete and in order, over a restart of the server', async () => {
  const agents = Array.from({ length: AGENTS }, () => new NumberedLines(1000, { write: () => undefined }));
  const shippers = await Promise.all(agents.map((lines, index) => shipper(index, lines)));
  for (let written = 0; written < LINES; written += 20) {
    for (const lines of agents)
      for (let at = 0; at < 20; at += 1) lines.write(`{"level":"info","msg":"line ${written + at} of a step"}\n`);
    await sleep(2);
    if (written !== LINES / 2) continue;
    await workspace.stop();
    await workspace.start();
  }
  await Promise.all(shippers.map((one) => one.close()));
  const numbers = Array.from({ length: LINES }, (_, at) => at + 1);
  for (let index = 0; index < AGENTS; index += 1) {
    const who = { index, pod: `agent-${index}`, began: 1000 };
    expect(kept(index)).toEqual([
      { log: { ...who, next: 1 } },
      ...numbers,
      { log: { ...who, next: LINES + 1, ended: true } },
    ]);
  }
}, 60_000);

test('lines are taken from agents alone, whole and numbered, also once the run is over', async () => {
  const post = async (body: object, pod = 'agent-0') => (await workspace.call(pod, 'POST /v1/logs', body)).body;
  const batch = { index: 0, began: 5, first: 2, lines: ['{"line":2,"a":1}', '{"line":3}'] };
  expect(await post({ ...batch, lines: ['{"line":3}'] })).toEqual({
    error: "'lines' must be numbered from 2 on, one after the other",
  });
  expect(await post({ ...batch, lines: ['{"line":2,"a":\n1}'] })).toEqual({ error: "'lines' must be a list of lines" });
  expect(await post({ ...batch, began: 'now' })).toEqual({
    error: '\'began\' must be an integer from 0 to 999999999999999, got "now"',
  });
  expect(await post(batch, 'a.b')).toEqual({ error: "'pod' must be a name without dots, got a.b" });
  const fencing = await workspace.lead('agent-0');
  await workspace.call('agent-0', 'POST /v1/journal', { type: 'finished', outcome: 'failed', reason: 'why' }, fencing);
  expect(await post(batch)).toEqual({ last: 3 });
  const token = await workspace.issuer.token('redis-0', { account: `prodigy-redis-${RUN_ID}` });
  const response = await fetch(`${workspace.url}/v1/logs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(batch),
  });
  expect(response.status).toBe(403);
});
