import { join } from 'node:path';
import { FruitlessStarts } from '../../../runtime/server/fruitless-starts';
import { StateFile } from '../../../runtime/server/state-file';
import { removeTemporaryFolders, temporaryFolder } from '../adapters/git/temporary-repository';

afterAll(removeTemporaryFolders);

const open = (path = join(temporaryFolder(), 'starts.json'), agents = 1) =>
  FruitlessStarts.open(new StateFile(path), agents);

const GIVEN_UP = 'agents started again 10 times with no step or item finished in between: see the log of an agent';

test('after ten starts without progress the next one ends the run', async () => {
  const starts = await open();
  for (let n = 0; n < 10; n++) expect(await starts.count(0, `pod-${n}`)).toBeNull();
  expect(await starts.count(0, 'pod-10')).toBe(GIVEN_UP);
});

test('the first start of each of many agents is no crash', async () => {
  const starts = await open(undefined, 50);
  for (let index = 0; index < 50; index++) expect(await starts.count(index, `pod-${index}`)).toBeNull();
});

test('all agents of a large run may be lost at one stroke', async () => {
  const starts = await open(undefined, 50);
  for (const life of [0, 1])
    for (let index = 0; index < 50; index++) expect(await starts.count(index, `pod-${index}-${life}`)).toBeNull();
});

test('a pod that asks again has started once', async () => {
  const starts = await open();
  for (let n = 0; n < 30; n++) expect(await starts.count(0, 'pod')).toBeNull();
});

test('progress forgets what was before', async () => {
  const starts = await open();
  for (let n = 0; n < 10; n++) await starts.count(0, `pod-${n}`);
  await starts.reset();
  expect(await starts.count(0, 'pod-10')).toBeNull();
});

test('a restart of the server forgets nothing', async () => {
  const path = join(temporaryFolder(), 'starts.json');
  const before = await open(path);
  for (let n = 0; n < 10; n++) await before.count(0, `pod-${n}`);
  expect(await (await open(path)).count(0, 'pod-10')).toBe(GIVEN_UP);
});
