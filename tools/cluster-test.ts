// Entry point of `npm run test:cluster -- [jest's own arguments]`: runs on kubectl's current cluster.
import { checkCluster, STORAGE_CLASS } from './cluster-needs';
import { runAttached } from './command';
import { entryPoint } from './entry-point';
import { fetchRealWorkflows } from './prodigy-crate';
import { progress } from './progress';

const USAGE_ERROR = 2;

entryPoint(async () => {
  if (process.env.PRODIGY_TEST_CLUSTER !== 'yes') {
    process.stderr.write(
      `'PRODIGY_TEST_CLUSTER' must be yes, got ${process.env.PRODIGY_TEST_CLUSTER || 'nothing'}: ` +
        'the tests make namespaces prodigy-test-… on the cluster of KUBECONFIG, run in them, and delete them\n',
    );
    return USAGE_ERROR;
  }
  progress('cluster: version, rights, storage, images');
  const cluster = await checkCluster(process.env[STORAGE_CLASS]).catch((error: Error) => error);
  if (cluster instanceof Error) {
    process.stderr.write(`${cluster.message}\n`);
    return USAGE_ERROR;
  }
  await runAttached(process.execPath, ['tools/build.mjs']);
  await fetchRealWorkflows();
  const program = ['node_modules/jest/bin/jest.js', '--config', 'test/cluster/jest.config.cjs', '--runInBand'];
  const env = { ...process.env, [STORAGE_CLASS]: cluster.storageClass, NODE_OPTIONS: '--experimental-vm-modules' };
  return runAttached(process.execPath, [...program, ...process.argv.slice(2)], { env });
});
