import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withHealth } from '../../../runtime/programs/health';
import type { ProgramContext } from '../../../runtime/programs/program';
import { RecordingLog } from '../adapters/log/recording-log';

const log = new RecordingLog();
const context: ProgramContext = { env: {}, log, signal: new AbortController().signal };

test('the kubelet is answered while the program runs, and only its own question', async () => {
  const statuses: number[] = [];
  let end: (code: number) => void = () => undefined;
  const program = () => new Promise<number>((resolve) => (end = resolve));
  const port = await new Promise<number>((onListening) => {
    void withHealth(program, context, { port: 0, onListening }).then((code) => statuses.push(code));
  });
  const url = `http://127.0.0.1:${port}`;
  for (const path of ['/healthz', '/metrics']) statuses.push((await fetch(url + path)).status);
  end(10);
  while (statuses.length < 3) await new Promise((resolve) => setImmediate(resolve));
  expect(statuses).toEqual([200, 404, 10]);
  await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed');
});

test('a port that is taken keeps no program from its work', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, resolve));
  const { port } = other.address() as AddressInfo;
  const said = () => log.messages('warn').length > 0;
  const untilSaid = async () => {
    while (!said()) await new Promise((resolve) => setImmediate(resolve));
    return 0;
  };
  expect(await withHealth(untilSaid, context, { port })).toBe(0);
  expect(log.messages('warn')).toEqual([
    `health checks of the kubelet are not answered: listen EADDRINUSE: address already in use :::${port}`,
  ]);
  other.close();
});
