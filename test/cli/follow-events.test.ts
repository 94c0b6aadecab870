import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readings } from '../../cli/cluster/claim-reading';
import { followEvents } from '../../cli/cluster/follow-events';
import { REPORT_KEY } from '../../contract/report';
import { followEvents as readerFollows } from '../../runtime/programs/follow-events';
import { packed } from '../../runtime/programs/packed';
import { removeTemporaryFolders, temporaryFolder } from '../runtime/adapters/git/temporary-repository';
import { FakeClaim, logOf } from './fake-claim';

afterAll(removeTemporaryFolders);

const RUN = { namespace: 'team', runId: 'a' };
const event = (type: string): string => `{"event":{"event_type":"${type}"}}`;
const REPORT = { data: { [REPORT_KEY]: JSON.stringify({ runId: 'a', outcome: 'complete', failures: [] }) } };

/** A run that goes on, with its claim and its server. */
function going(): FakeClaim {
  const claim = new FakeClaim(() => ({}));
  claim.objects.set('PersistentVolumeClaim prodigy-workspace-a', { metadata: {} });
  claim.objects.set('StatefulSet prodigy-workspace-a', { spec: { template: { spec: { containers: [{}] } } } });
  return claim;
}

test('a log that breaks off is followed by that of another reader: each event is shown once, until the report is there', async () => {
  const claim = going();
  const logs = [
    [logOf(`${event('job_started')}\n`), logOf(`${event('b')}\n${event('c')}\n`).slice(0, 9)],
    [logOf(`${event('job_started')}\n${event('b')}\n`), logOf(`${event('job_completed')}\n`)],
  ];
  claim.pieces = function* () {
    yield* logs.shift() ?? [];
    if (logs.length === 0) claim.objects.set('ConfigMap prodigy-report-a', REPORT);
  };
  const shown: string[] = [];
  await followEvents(claim.kube, RUN, (line) => void shown.push(line), new AbortController().signal);
  expect(shown).toEqual(['job_started', 'b', 'job_completed'].map(event));
  expect(claim.done.slice(0, 4)).toEqual([
    ...['create Job for event-stream', 'remove Job'],
    ...['create Job for event-stream', 'remove Job'],
  ]);
});

test('who stops it leaves no reader behind', async () => {
  const claim = going();
  const stopped = new AbortController();
  claim.pieces = function* () {
    yield logOf(`${event('job_started')}\n`);
    stopped.abort();
  };
  await followEvents(claim.kube, RUN, () => undefined, stopped.signal);
  expect(claim.done).toEqual(['create Job for event-stream', 'remove Job']);
});

test('texts are found in a log however it is cut into pieces, and one that is not whole is none', async () => {
  const log = `noise\n${await packed('é\n'.repeat(9000))}${await packed('')}${await packed('last\n')}`;
  const readings = new Readings();
  const texts = log.match(/[\s\S]{1,7}/gu)?.flatMap((piece) => readings.push(piece) ?? ['cut']);
  expect(texts).toEqual(['é\n'.repeat(9000), '', 'last\n']);
  expect(new Readings().push(log.replace('data:', 'data:A'))).toBeUndefined();
});

test('a log that was cut shows nothing of what is not whole', async () => {
  const claim = going();
  claim.pieces = () => [`${logOf(`${event('job_started')}\n`)}`, logOf('x\n').replace('data:', 'data:A')];
  const shown: string[] = [];
  await expect(
    followEvents(claim.kube, RUN, (line) => void shown.push(line), new AbortController().signal),
  ).rejects.toThrow(
    new Error('the events of run a cannot be followed: the log of their reader was cut, read them without --follow'),
  );
  expect(shown).toEqual([event('job_started')]);
});

describe('the reader', () => {
  /** A clock that does something in each pause; a minute passes with each. */
  const clock = (pauses: (() => Promise<void>)[]) => {
    let time = 0;
    return {
      now: () => time,
      sleep: async () => {
        time += 60_000;
        await pauses.shift()?.();
      },
    };
  };

  test('takes whole lines as they come, long ones too, and ends when the run has been over for a minute', async () => {
    const path = join(temporaryFolder(), 'events.jsonl');
    const long = JSON.stringify('x'.repeat(3 * 1024 * 1024));
    const pauses = [
      () => appendFile(path, `${event('job_started')}\n${event('ha')}`),
      async () => undefined,
      () => appendFile(path, `\n${long}\n`),
      () => appendFile(path, `${event('job_failed')}\n`),
      () => appendFile(path, `${event('job_resumed')}\n`),
      async () => undefined,
      () => appendFile(path, `${event('job_completed')}\n`),
    ];
    const taken: string[] = [];
    const take = async (text: string): Promise<void> => void taken.push(text);
    await readerFollows(path, take, clock(pauses), new AbortController().signal);
    const lines = ['job_started', 'ha', 'long', 'job_failed', 'job_resumed', 'job_completed'];
    expect(taken.join('')).toBe(lines.map((line) => `${line === 'long' ? long : event(line)}\n`).join(''));
    expect(taken).toHaveLength(6);
  });

  test('ends when it is told to, also where there is nothing yet', async () => {
    const stop = new AbortController();
    const pauses = [async () => stop.abort()];
    await readerFollows(join(temporaryFolder(), 'none'), fail, clock(pauses), stop.signal);
    expect(pauses).toEqual([]);
  });

  const fail = (): Promise<void> => Promise.reject(new Error('nothing was to be taken'));
});
