import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '../../../runtime/adapters/clock/system-clock';
import { WorkspaceClient } from '../../../runtime/adapters/remote/workspace-client';
import { whileCloning } from '../../../runtime/programs/cloning';
import { temporaryFolder } from '../adapters/git/temporary-repository';
import { RecordingLog } from '../adapters/log/recording-log';

const log = new RecordingLog();
const context = { env: {}, log, signal: new AbortController().signal };

/** An agent's client whose patience would be used up by a single failure, on a clock of the test's own. */
function impatient(port: number): { client: WorkspaceClient; pauses: () => number } {
  const tokenFile = join(temporaryFolder(), 'token');
  writeFileSync(tokenFile, 'token');
  let now = 0;
  let pauses = 0;
  const sleep = async (ms: number): Promise<void> => {
    now += ms;
    pauses += 1;
  };
  const clock = { now: () => now, sleep };
  const signal = new AbortController().signal;
  const url = `http://127.0.0.1:${port}`;
  return {
    client: new WorkspaceClient({ url, tokenFile, patienceSeconds: 0.05, signal, clock, log }),
    pauses: () => pauses,
  };
}

test('agents wait for as long as cloning takes, then their patience counts', async () => {
  let cloned: () => void = () => undefined;
  const clone = () => new Promise<number>((resolve) => (cloned = () => resolve(0)));
  let ended: Promise<number> = Promise.resolve(1);
  const port = await new Promise<number>((onListening) => {
    ended = whileCloning(clone, context, { port: 0, onListening });
  });
  const { client, pauses } = impatient(port);
  const asked = client.call({ method: 'GET', route: '/v1/run' }).catch((error: Error) => error.message);
  while (pauses() < 20) await systemClock.sleep(5, context.signal);
  expect(log.messages('warn')).toContain('/v1/run: origin is being cloned: ask again');
  cloned();
  expect(await ended).toBe(0);
  expect(await asked).toMatch(/^the workspace server cannot be reached: /);
});

test('a port that is taken keeps origin from no claim', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, resolve));
  const { port } = other.address() as AddressInfo;
  const said = () =>
    log.messages('warn').some((line) => line.startsWith('agents cannot see that origin is being cloned: '));
  const untilSaid = async () => {
    while (!said()) await systemClock.sleep(5, context.signal);
    return 0;
  };
  expect(await whileCloning(untilSaid, context, { port })).toBe(0);
  other.close();
});
