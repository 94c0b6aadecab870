import { systemClock } from '../../../../runtime/adapters/clock/system-clock';
import { untilServerRestarts } from '../../../../runtime/adapters/remote/restart-watch';

/** A server that answers as told, look by look; after the last answer it stays as it is. */
function server(...answers: boolean[]) {
  let looks = 0;
  const once = async () => {
    const answer = answers[Math.min(looks, answers.length - 1)];
    looks += 1;
    if (!answer) throw new Error('nobody there');
    return 'ok';
  };
  return { client: { once, options: { clock: systemClock } } as never, looks: () => looks };
}

/** Hangs until it is ended, as a connection to a pod that is no more. */
const hanging = (signal: AbortSignal): Promise<string> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));

test('what hangs is ended when the server has been away and is back', async () => {
  const { client, looks } = server(true, false, false, true);
  await expect(untilServerRestarts(client, hanging, 1)).rejects.toThrow('ended');
  expect(looks()).toBe(4);
});

test('a server that stays, or stays away, ends nothing', async () => {
  for (const answer of [true, false]) {
    const { client, looks } = server(answer);
    const task = async (signal: AbortSignal): Promise<boolean> => {
      while (looks() < 5) await systemClock.sleep(1);
      return signal.aborted;
    };
    expect(await untilServerRestarts(client, task, 1)).toBe(false);
  }
});

test('the result and the failure of the task pass through, and nobody looks any more', async () => {
  const { client, looks } = server(true);
  expect(await untilServerRestarts(client, async () => 7, 1)).toBe(7);
  await expect(untilServerRestarts(client, () => Promise.reject(new Error('no')), 1)).rejects.toThrow('no');
  const seen = looks();
  await systemClock.sleep(20);
  expect(looks()).toBe(seen);
});
