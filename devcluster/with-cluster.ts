import { withLock } from '../tools/file-lock';
import { bringDown, bringUp } from './bring-up';
import { buildBundle } from './bundle';
import { importRunImages } from './image-import';
import { LOCK } from './paths';

/** Do something on a cluster with the images of this repository; one that was not up before is stopped again. */
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
