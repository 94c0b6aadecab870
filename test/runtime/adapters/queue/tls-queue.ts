// Entry point of tests: an agent's queue over TLS. One item ends, one fails for good; what is logged is printed.
import { systemClock } from '../../../../runtime/adapters/clock/system-clock';
import { BullmqQueue } from '../../../../runtime/adapters/queue/bullmq-queue';
import { ItemFailed, type ItemTask } from '../../../../runtime/ports/work-queue';
import { RecordingLog } from '../log/recording-log';

async function main(port: number, runId: string): Promise<void> {
  const log = new RecordingLog();
  const queue = new BullmqQueue({
    runId,
    redis: { host: 'localhost', port, password: 'open-sesame', tls: true },
    prefix: 'prodigy',
    lockSeconds: 30,
    findItem: async (id) => ({ id, data: null }),
    clock: systemClock,
    log,
  });
  const items = ['item_0', 'item_1'].map((id) => ({ id, data: null }));
  await queue.add(items, items.length);
  const stop = new AbortController();
  const handle = async ({ item, attempt }: ItemTask) => {
    if (item.id === 'item_1') throw new ItemFailed('no luck');
    return { attempt, commit: null, durationMs: 1 };
  };
  const taking = queue.take(handle, stop.signal);
  while ((await queue.finished(0)).results.length < items.length) await systemClock.sleep(20);
  stop.abort();
  await taking;
  process.stdout.write(JSON.stringify(log.messages()));
  await queue.close();
}

main(Number(process.argv[2]), process.argv[3] as string);
