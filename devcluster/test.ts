// Entry point of `npm run test:devcluster -- [jest's own arguments]`.
import { join } from 'node:path';
import { STORAGE_CLASS } from '../tools/cluster-needs';
import { fetchCustomResources } from '../tools/custom-resources';
import { entryPoint } from '../tools/entry-point';
import { withLock } from '../tools/file-lock';
import { fetchRealWorkflows } from '../tools/prodigy-crate';
import { progress } from '../tools/progress';
import { bringDown, bringUp } from './bring-up';
import { buildBundle } from './bundle';
import { importRunImages } from './image-import';
import { runInCluster } from './inside';
import { LOCK, LOGS, PROJECT } from './paths';
import { STORAGE_CLASS as CLASS } from './storage';

entryPoint(async () => {
  await buildBundle();
  await fetchRealWorkflows();
  await fetchCustomResources();
  const startedHere = await bringUp();
  try {
    await withLock(LOCK, importRunImages);
    const code = await runInCluster(jest(process.argv.slice(2)), {
      NODE_OPTIONS: '--experimental-vm-modules',
      [STORAGE_CLASS]: CLASS,
    });
    if (code !== 0) progress(`cluster: the logs of its parts are in ${LOGS}`);
    return code;
  } finally {
    if (startedHere) await bringDown();
  }
});

function jest(args: readonly string[]): string[] {
  const program = join(PROJECT, 'node_modules/jest/bin/jest.js');
  const config = join(__dirname, 'jest.config.cjs');
  return [process.execPath, program, '--config', config, '--runInBand', ...args];
}
