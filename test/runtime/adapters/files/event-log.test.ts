import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventLog } from '../../../../runtime/adapters/files/event-log';
import { RecordingLog } from '../log/recording-log';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'events-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a line holds the event, when, of which run and where', async () => {
  const path = join(folder, 'a/b/events.jsonl');
  const events = new EventLog(path, 'demo-1', new RecordingLog());
  events.tell({ type: 'begun', at: 0, workflow: 'demo', phases: [], entries: [] });
  events.tell({ type: 'paused', at: 1000 });
  await events.flush();
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      timestamp: '1970-01-01T00:00:00.000Z',
      correlation_id: 'demo-1',
      event: { event_type: 'job_started', job_id: 'demo-1', config: { workflow: 'demo' }, total_items: null },
      metadata: { host: expect.any(String), pid: process.pid, thread: 'main' },
    },
    expect.objectContaining({ timestamp: '1970-01-01T00:00:01.000Z' }),
  ]);
});

test('where events cannot be written one warning says so', async () => {
  writeFileSync(join(folder, 'a'), '');
  const log = new RecordingLog();
  const events = new EventLog(join(folder, 'a/events.jsonl'), 'demo-1', log);
  for (const at of [1, 2]) {
    events.tell({ type: 'paused', at });
    await events.flush();
  }
  expect(log.messages()).toEqual([expect.stringContaining('events cannot be written: ')]);
});
