import { join } from 'node:path';
import { STORAGE_CLASS } from '../tools/cluster-needs';
import { fetchCustomResources } from '../tools/custom-resources';
import { fetchRealWorkflows } from '../tools/prodigy-crate';
import { progress } from '../tools/progress';
import { runInCluster } from './inside';
import { LOGS, PROJECT } from './paths';
import { STORAGE_CLASS as CLASS } from './storage';
import { withCluster } from './with-cluster';

/** Number of concurrent suites. They mostly wait: three keep two cores busy. */
const WORKERS = 3;

/**
 * Run the suites of a jest configuration in this folder, on the running cluster or one that is started for them.
 * @param args passed on to jest.
 * @returns jest's exit code.
 */
export async function runSuites(config: string, args: readonly string[]): Promise<number> {
  await fetchRealWorkflows();
  await fetchCustomResources();
  return withCluster(async () => {
    const environment = { NODE_OPTIONS: '--experimental-vm-modules', [STORAGE_CLASS]: CLASS };
    const jest = join(PROJECT, 'node_modules/jest/bin/jest.js');
    const flags = ['--config', join(__dirname, config), `--maxWorkers=${WORKERS}`];
    const code = await runInCluster([process.execPath, jest, ...flags, ...args], environment);
    if (code !== 0) progress(`cluster: the logs of its parts are in ${LOGS}`);
    return code;
  });
}
