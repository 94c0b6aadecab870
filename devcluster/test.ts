// Entry point of `npm run test:devcluster -- [jest's own arguments]`.
import { join } from 'node:path';
import { STORAGE_CLASS } from '../tools/cluster-needs';
import { fetchCustomResources } from '../tools/custom-resources';
import { entryPoint } from '../tools/entry-point';
import { fetchRealWorkflows } from '../tools/prodigy-crate';
import { progress } from '../tools/progress';
import { runInCluster } from './inside';
import { LOGS, PROJECT } from './paths';
import { STORAGE_CLASS as CLASS } from './storage';
import { withCluster } from './with-cluster';

entryPoint(async () => {
  await fetchRealWorkflows();
  await fetchCustomResources();
  return withCluster(async () => {
    const environment = { NODE_OPTIONS: '--experimental-vm-modules', [STORAGE_CLASS]: CLASS };
    const code = await runInCluster(jest(process.argv.slice(2)), environment);
    if (code !== 0) progress(`cluster: the logs of its parts are in ${LOGS}`);
    return code;
  });
});

function jest(args: readonly string[]): string[] {
  const program = join(PROJECT, 'node_modules/jest/bin/jest.js');
  const config = join(__dirname, 'jest.config.cjs');
  return [process.execPath, program, '--config', config, '--runInBand', ...args];
}
