import { systemClock } from '../../../../runtime/adapters/clock/system-clock';
import { RemoteElection } from '../../../../runtime/adapters/remote/remote-election';
import { ScriptedServer } from './scripted-server';

let server: ScriptedServer;
afterEach(() => server.close());

const held = (fencing = 3) => [200, { held: true, holder: 'agent-0', fencing, expiresInMs: 300 }] as [number, unknown];
const taken = [200, { held: false, holder: 'agent-1', fencing: 4, expiresInMs: 300 }] as [number, unknown];

async function election(leaseSeconds = 0.3): Promise<RemoteElection> {
  const client = await server.client();
  return new RemoteElection({ client, leaseSeconds, clock: systemClock, log: server.log });
}

const lost = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });

test('an agent asks until it leads, then renews three times in the life of the lease', async () => {
  server = new ScriptedServer((_, n) => (n < 3 ? taken : held()));
  const leadership = await (await election()).campaign(new AbortController().signal);
  expect(leadership?.fencing).toBe(3);
  while (server.received.length < 7) await systemClock.sleep(5);
  expect(leadership?.lost.aborted).toBe(false);
  await leadership?.resign();
});

test('a candidate asks as soon as the lease of another ends, and three times in its life before', async () => {
  const left = [9000, 5000, 1000, 0];
  server = new ScriptedServer((_, n) =>
    n <= left.length ? [200, { held: false, holder: 'agent-1', fencing: 4, expiresInMs: left[n - 1] }] : held(),
  );
  const slept: number[] = [];
  const sleep = async (ms: number): Promise<void> => void slept.push(ms);
  const [client, stop] = [await server.client(), new AbortController()];
  const clock = { ...systemClock, sleep };
  const candidate = new RemoteElection({ client, leaseSeconds: 12, clock, log: server.log });
  const leadership = await candidate.campaign(stop.signal);
  expect(slept.slice(0, 4)).toEqual([4000, 4000, 1000, 100]);
  await leadership?.resign();
});

test('a candidate that is to stop leads no more', async () => {
  server = new ScriptedServer(() => taken);
  const stop = new AbortController();
  const campaign = (await election()).campaign(stop.signal);
  while (server.received.length === 0) await systemClock.sleep(5);
  stop.abort();
  expect(await campaign).toBeNull();
});

test.each([
  ['another holds it', taken, 'lease lost: agent-1 leads'],
  ['it comes back under another number', held(5), 'lease lost: agent-0 leads'],
])('the lease is lost at once when %s', async (_, answer, message) => {
  server = new ScriptedServer((_call, n) => (n === 1 ? held() : answer));
  const leadership = await (await election()).campaign(new AbortController().signal);
  await lost(leadership!.lost);
  expect(server.log.messages('warn')).toEqual([message]);
});

test('the lease is lost when it was not renewed within its life, a hung server included', async () => {
  server = new ScriptedServer((_, n) => (n === 1 ? held() : n % 2 ? 'hang' : 'break'));
  const before = Date.now();
  const leadership = await (await election(0.4)).campaign(new AbortController().signal);
  await lost(leadership!.lost);
  expect(Date.now() - before).toBeLessThan(1000);
  expect(server.log.messages('warn').at(-1)).toBe('lease lost: it could not be renewed in time');
});

test('a renewal that fails once does no harm', async () => {
  server = new ScriptedServer((_, n) => (n === 2 ? [503, { error: 'opening' }] : held()));
  const leadership = await (await election()).campaign(new AbortController().signal);
  while (server.received.length < 5) await systemClock.sleep(5);
  expect(leadership?.lost.aborted).toBe(false);
  await leadership?.resign();
});

test('resigning gives the lease back under its number, once, and renews no more', async () => {
  server = new ScriptedServer(() => held());
  const leadership = await (await election()).campaign(new AbortController().signal);
  await leadership?.resign();
  await leadership?.resign();
  await lost(leadership!.lost);
  const calls = server.received.filter(({ call }) => call.startsWith('DELETE'));
  expect(calls.map(({ call, headers }) => [call, headers['prodigy-fencing']])).toEqual([['DELETE /v1/lease', '3']]);
});
