import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Breakers } from '../../cli/cluster/breaker';
import { unlessThrottled } from '../../cli/throttled';
import { removeTemporaryFolders, temporaryFolder } from '../runtime/adapters/git/temporary-repository';

afterAll(removeTemporaryFolders);

let home: string;
let now: number;
const open = () => Breakers.open(home, () => now);
beforeEach(() => {
  home = temporaryFolder();
  now = 1_000_000;
});

async function fails(times: number): Promise<Breakers> {
  const breakers = await open();
  for (let time = 0; time < times; time += 1) breakers.note('team', false);
  await breakers.save();
  return breakers;
}

test('a cluster that failed three times in a row is left alone for a minute, by later commands too', async () => {
  expect((await fails(2)).whyNot('team')).toBeUndefined();
  await fails(1);
  now += 15_000;
  expect((await open()).whyNot('team')).toBe('it failed 3 times in a row: it is asked again in 45 s');
  expect((await open()).whyNot('other')).toBeUndefined();
  now += 45_000;
  expect((await open()).whyNot('team')).toBeUndefined();
});

test('after the minute one more failure is enough, and one answer forgets them all', async () => {
  await fails(3);
  now += 60_000;
  await fails(1);
  expect((await open()).whyNot('team')).toBe('it failed 4 times in a row: it is asked again in 60 s');
  now += 60_000;
  const breakers = await open();
  breakers.note('team', true);
  await breakers.save();
  expect((await fails(2)).whyNot('team')).toBeUndefined();
});

test('what cannot be read or kept stops nobody', async () => {
  mkdirSync(join(home, '.prodigy'));
  writeFileSync(join(home, '.prodigy', 'cluster-tries.json'), '{"team": {"fail');
  expect((await open()).whyNot('team')).toBeUndefined();
  home = join(home, '.prodigy', 'cluster-tries.json');
  chmodSync(home, 0o400);
  await fails(3);
});

const busy = (headers?: object): Error => Object.assign(new Error('busy'), { code: 429, headers });

/** Calls that fail so often, and the pauses between them. */
async function calls(failures: readonly Error[]): Promise<{ answer: unknown; pauses: number[] }> {
  const left = [...failures];
  const pauses: number[] = [];
  const call = async () => {
    const error = left.shift();
    if (error) throw error;
    return 'answer';
  };
  const answer = await unlessThrottled(call, async (ms) => void pauses.push(ms)).catch((error: Error) => error.message);
  return { answer, pauses };
}

test('a call that the API server is too busy for is made again, after pauses that grow', async () => {
  expect(await calls([busy(), busy(), busy()])).toEqual({ answer: 'answer', pauses: [500, 1000, 2000] });
  expect(await calls(Array.from({ length: 5 }, () => busy()))).toEqual({
    answer: 'busy',
    pauses: [500, 1000, 2000, 4000],
  });
});

test('the API server says how long the pause is, within reason', async () => {
  expect((await calls([busy({ 'retry-after': '3' }), busy({ 'retry-after': '600' })])).pauses).toEqual([3000, 15_000]);
});

test('other failures are no reason to call again', async () => {
  expect(await calls([Object.assign(new Error('no'), { code: 403 })])).toEqual({ answer: 'no', pauses: [] });
});
