import { writeFileSync } from 'node:fs';
import { backoffMs } from '../../../../runtime/adapters/remote/backoff';
import { RemoteJournal } from '../../../../runtime/adapters/remote/remote-journal';
import { ScriptedServer } from './scripted-server';

let server: ScriptedServer;
afterEach(() => server.close());

const leadership = { fencing: 7, lost: new AbortController().signal, resign: async () => undefined };

test('a call carries the token of the moment, and the number of a leader', async () => {
  server = new ScriptedServer(() => [200, { ok: true }]);
  const client = await server.client();
  expect(await client.call({ method: 'POST', route: '/v1/x', body: { a: 1 } })).toEqual({ ok: true });
  writeFileSync(server.tokenFile, 'token-2\n');
  await client.call({ method: 'DELETE', route: '/v1/y', fencing: 7 });
  expect(server.received.map(({ call, headers }) => [call, headers.authorization, headers['prodigy-fencing']])).toEqual(
    [
      ['POST /v1/x', 'Bearer token-1', undefined],
      ['DELETE /v1/y', 'Bearer token-2', '7'],
    ],
  );
  expect(server.received[0]!.body).toBe('{"a":1}');
});

test('broken connections, errors of the server and expired tokens are tried again', async () => {
  const answers = ['break', [503, { error: 'opening' }], [401, { error: 'expired' }], [200, 'secret\n']] as const;
  server = new ScriptedServer((_, n) => answers[n - 1] as never);
  expect(await (await server.client()).call({ method: 'GET', route: '/v1/p' })).toBe('secret\n');
  expect(server.log.messages('warn')).toEqual([
    expect.stringMatching(/^\/v1\/p: /),
    '/v1/p: opening',
    '/v1/p: expired',
  ]);
});

test('a server that went without a word is asked anew once it is back: nobody waits for its old address', async () => {
  let merges = 0;
  let looks = 0;
  server = new ScriptedServer((call) => {
    if (call === 'GET /healthz') return ++looks === 1 ? 'break' : [200, { ok: true }];
    return ++merges === 1 ? 'hang' : [200, { merged: true }];
  });
  const client = await server.client(60);
  expect(await client.call({ method: 'POST', route: '/v1/merges', timeoutSeconds: 300 })).toEqual({ merged: true });
  expect([merges, looks]).toEqual([2, 2]);
});

test('a refusal is final and says why', async () => {
  server = new ScriptedServer(() => [400, { error: "'attempt' must be an integer" }]);
  const client = await server.client();
  await expect(client.call({ method: 'GET', route: '/v1/x' })).rejects.toThrow(
    "the workspace server refused: 'attempt' must be an integer",
  );
  expect(server.received).toHaveLength(1);
});

test('patience ends', async () => {
  server = new ScriptedServer(() => [500, { error: 'disk full' }]);
  const client = await server.client(0.2);
  await expect(client.call({ method: 'GET', route: '/v1/x' })).rejects.toThrow(
    'the workspace server cannot be reached: disk full',
  );
});

test('an agent that is to stop tries nothing twice', async () => {
  server = new ScriptedServer(() => [500, { error: 'disk full' }]);
  const client = await server.client(60);
  server.stop.abort();
  await expect(client.call({ method: 'GET', route: '/v1/x' })).rejects.toThrow('cannot be reached');
  expect(server.received).toHaveLength(1);
});

test('a server that does not answer is asked again', async () => {
  server = new ScriptedServer((_, n) => (n === 1 ? 'hang' : [200, {}]));
  const client = await server.client();
  expect(await client.call({ method: 'GET', route: '/v1/x', timeoutSeconds: 0.10005 })).toEqual({});
});

test('pauses grow by a tenth to five seconds, scattered', () => {
  server = new ScriptedServer(() => [200, {}]);
  expect([0, 1, 2, 5, 10_000].map((failures) => backoffMs(failures, () => 1))).toEqual([200, 220, 242, 322, 5000]);
  expect(backoffMs(0, () => 0)).toBe(100);
});

describe('the journal', () => {
  test('is read and written, its end too', async () => {
    const entries = [{ at: 1, entry: { type: 'phase', phase: 'map' } }];
    server = new ScriptedServer((call) => [200, call.startsWith('GET') ? { entries, session: 'abc' } : {}]);
    const journal = new RemoteJournal(await server.client());
    expect(await journal.read()).toEqual(entries);
    await journal.append({ type: 'phase', phase: 'setup' }, leadership);
    await journal.append({ type: 'finished', outcome: 'failed', reason: 'no' }, leadership);
    expect(server.received.slice(1).map(({ call, body }) => [call, body])).toEqual([
      ['POST /v1/journal', '{"type":"phase","phase":"setup"}'],
      ['POST /v1/journal', '{"type":"finished","outcome":"failed","reason":"no"}'],
    ]);
  });

  test('tells an old leader that it leads no longer', async () => {
    server = new ScriptedServer(() => [409, { error: 'agent-1 leads' }]);
    const journal = new RemoteJournal(await server.client());
    const entry = { type: 'phase', phase: 'map' } as const;
    await expect(journal.append(entry, leadership)).rejects.toThrow('another agent leads now');
    const lost = { ...leadership, lost: AbortSignal.abort() };
    await expect(journal.append(entry, lost)).rejects.toThrow('another agent leads now');
    expect(server.received).toHaveLength(1);
  });
});
