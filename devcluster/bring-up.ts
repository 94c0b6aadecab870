import { withLock } from '../tools/file-lock';
import { progress } from '../tools/progress';
import { importRunImages } from './image-import';
import { deferInterruption, throwIfInterrupted } from './interruption';
import { KUBECONFIG, LOCK, LOGS } from './paths';
import { prepare, startCluster } from './start';
import { clusterState } from './state';
import { stopCluster } from './stop';

/** Start the cluster. Returns false if it was already running. A start that fails or is interrupted is undone. */
export function bringUp(): Promise<boolean> {
  return withLock(LOCK, async () => {
    const state = await clusterState();
    if (state === 'up') return false;
    if (typeof state === 'object')
      throw new Error(`'cluster' must be up or down as a whole, got: ${state.broken.join()}: npm run cluster:down`);
    if (state === 'leftovers') await stopCluster();
    const prepared = await prepare();
    await undoneOnFailure(() => startCluster(prepared));
    // The cluster is useful even if the bundle cannot be built: `npm run cluster:image` repeats this step.
    await importRunImages().catch((error: Error) => progress(`images: not imported: ${error.message}`));
    progress(`cluster: up; KUBECONFIG=${KUBECONFIG}; npm run cluster:exec -- kubectl get nodes`);
    return true;
  });
}

/** Stop the cluster and remove all traces of it. */
export const bringDown = (): Promise<void> => withLock(LOCK, stopCluster);

async function undoneOnFailure(work: () => Promise<void>): Promise<void> {
  deferInterruption();
  try {
    await work();
  } catch (error) {
    progress(`cluster: the start failed and is undone; logs stay in ${LOGS}`);
    await stopCluster();
    // Ctrl-C also reaches the programs of the current step, and their failure may be seen first.
    throwIfInterrupted();
    throw error;
  }
}
