// Entry point of `npm run cluster:image`: bundle, build a run's images, and import them into the running cluster.
import { entryPoint } from '../tools/entry-point';
import { withLock } from '../tools/file-lock';
import { buildBundle } from './bundle';
import { importRunImages } from './image-import';
import { LOCK } from './paths';
import { clusterState } from './state';

entryPoint(async () => {
  if ((await clusterState()) !== 'up') throw new Error("'cluster' must be up, got less: npm run cluster:up");
  await buildBundle();
  await withLock(LOCK, importRunImages);
  return 0;
});
