import { withLock } from '../tools/file-lock';
import { bringDown, bringUp } from './bring-up';
import { buildBundle } from './bundle';
import { importRunImages } from './image-import';
import { LOCK } from './paths';

/** Do something on a cluster with this repository's images; if it was not running before, it is stopped afterwards. */
export async function withCluster(work: () => Promise<number>): Promise<number> {
  await buildBundle();
  const startedHere = await bringUp();
  try {
    await withLock(LOCK, importRunImages);
    return await work();
  } finally {
    if (startedHere) await bringDown();
  }
}
