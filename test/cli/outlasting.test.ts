import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, Status } from '../../cli/cli-error';
import { outlasting } from '../../cli/cluster/outlasting';
import { waitForReport } from '../../cli/cluster/watch';
import { connect, type Kube, type LiveObject } from '../../cli/kube';
import { REPORT_KEY } from '../../contract/report';
import { Scratch } from './prodigy';

const JOB = { apiVersion: 'batch/v1', kind: 'Job', name: 'prodigy-a', namespace: 'team' };
const AWAY = 'cannot get Job prodigy-a: the cluster cannot be reached (x): check --context';
const HINT = ', or wait: the run goes on, and this command continues once the cluster is back';
const away = () => Promise.reject(new CliError(AWAY, Status.UNREACHABLE));

/** A cluster that answers one question after the other as it is told. */
function answering(...answers: (() => Promise<LiveObject | undefined>)[]): Kube {
  return { get: () => answers.shift()?.(), patch: away } as unknown as Kube;
}
const there = async (): Promise<LiveObject> => ({ metadata: { name: 'prodigy-a' } });

test('a cluster that is away is asked until it is back, and that is said once for each time', async () => {
  const said: string[] = [];
  const cluster = answering(away, away, there, there, away, there);
  const kube = outlasting(cluster, { say: (text) => void said.push(text), pauseMs: 1 });
  for (let question = 0; question < 3; question += 1) expect(await kube.get(JOB)).toEqual(await there());
  expect(said).toEqual([AWAY + HINT, 'the cluster answers again', AWAY + HINT, 'the cluster answers again']);
});

test('what was asked before it went away does not tell that it is back', async () => {
  const said: string[] = [];
  let breakOff: (found: LiveObject) => void = () => undefined;
  const old = () => new Promise<LiveObject>((resolve) => (breakOff = resolve));
  const stop = new AbortController();
  const say = (text: string): void => {
    said.push(text);
    breakOff({});
    stop.abort();
  };
  const kube = outlasting(answering(old, away, away), { say, signal: stop.signal, pauseMs: 1 });
  const [first, second] = await Promise.allSettled([kube.get(JOB), kube.get(JOB)]);
  expect([first.status, second.status, said]).toEqual(['fulfilled', 'rejected', [AWAY + HINT]]);
});

test('what is refused is refused, and what changes something is asked once', async () => {
  const denied = new CliError('cannot get Job prodigy-a: no such right', Status.DENIED);
  const kube = outlasting(
    answering(() => Promise.reject(denied)),
    { say: () => undefined, pauseMs: 1 },
  );
  await expect(kube.get(JOB)).rejects.toBe(denied);
  await expect(kube.patch(JOB, {})).rejects.toThrow(AWAY);
});

test('whoever interrupts the waiting gets what the last question came to', async () => {
  const stop = new AbortController();
  const kube = outlasting(answering(away, away), { say: () => stop.abort(), signal: stop.signal, pauseMs: 60_000 });
  await expect(kube.get(JOB)).rejects.toThrow(AWAY);
});

test('whoever waits for a run waits while its cluster is away, as long as it may', async () => {
  const report = { data: { [REPORT_KEY]: JSON.stringify({ runId: 'a', outcome: 'complete', failures: [] }) } };
  const said: string[] = [];
  const tell = (text: string) => void said.push(text);
  const run = { namespace: 'team', runId: 'a', timeoutSeconds: 60 };
  const found = await waitForReport(
    answering(away, async () => report),
    run,
    tell,
  );
  expect([found.outcome, said]).toEqual(['complete', [`${AWAY}${HINT}\n`, 'the cluster answers again\n']]);
  const never = { get: away } as unknown as Kube;
  await expect(waitForReport(never, { ...run, timeoutSeconds: 1 }, tell)).rejects.toThrow(AWAY);
});

test('whoever waits longer than a timer can waits while its cluster is away too', async () => {
  const report = { data: { [REPORT_KEY]: JSON.stringify({ runId: 'a', outcome: 'complete', failures: [] }) } };
  for (const timeoutSeconds of [30 * 86_400, Number.MAX_SAFE_INTEGER]) {
    const cluster = answering(
      () => sleep(20).then(away),
      async () => report,
    );
    const found = await waitForReport(cluster, { namespace: 'team', runId: 'a', timeoutSeconds }, () => undefined);
    expect(found.outcome).toBe('complete');
  }
}, 15_000);

test('whoever has waited long enough learns where to look', async () => {
  const suspended = async (): Promise<LiveObject> => ({ ...(await there()), spec: { suspend: true } });
  const cluster = answering(async () => undefined, suspended);
  const waiting = waitForReport(cluster, { namespace: 'team', runId: 'a', timeoutSeconds: 0.5 }, () => undefined);
  const message = 'run a has not ended within 0.5 s: see prodigy-k8s status a --cluster …';
  await expect(waiting).rejects.toThrow(new CliError(message, Status.TIMEOUT));
});

describe('an API server that says nothing', () => {
  const scratch = new Scratch();
  const sockets: Socket[] = [];
  let silent: Server;
  beforeAll(() => {
    silent = createServer((socket) => void sockets.push(socket));
    return new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    silent.close();
    scratch.remove();
  });

  test('is given up after a while, as one that cannot be reached', async () => {
    const { port } = silent.address() as { port: number };
    const cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
    const config = {
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'c', users: [{ name: 'c', user: {} }] },
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'c' } }],
      clusters: [{ name: 'c', cluster }],
    };
    const kube = await connect({ kubeconfig: scratch.write('kubeconfig', JSON.stringify(config)) }, 50);
    const message = 'the cluster cannot be reached (no answer): check --context';
    await expect(kube.version()).rejects.toThrow(`cannot ask for its version: ${message}`);
    await expect(kube.get(JOB)).rejects.toThrow(`cannot get Job prodigy-a: ${message}`);
    await expect(kube.list('v1', 'Pod', 'team', '')).rejects.toThrow(`cannot list Pod in team: ${message}`);
  });
});
