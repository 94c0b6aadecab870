// Entry point of `npm run test:engine -- [jest's own arguments]`: Pulumi's own engine on the devcluster.
import { dirname, join } from 'node:path';
import { STORAGE_CLASS } from '../tools/cluster-needs';
import { entryPoint } from '../tools/entry-point';
import { pulumiEngine } from '../tools/pulumi-engine';
import { runInCluster } from './inside';
import { PROJECT } from './paths';
import { STORAGE_CLASS as CLASS } from './storage';
import { withCluster } from './with-cluster';

entryPoint(async () => {
  const engine = await pulumiEngine();
  return withCluster(() =>
    runInCluster(jest(process.argv.slice(2)), {
      NODE_OPTIONS: '--experimental-vm-modules --no-warnings',
      PRODIGY_PULUMI: dirname(engine),
      [STORAGE_CLASS]: CLASS,
    }),
  );
});

function jest(args: readonly string[]): string[] {
  const program = join(PROJECT, 'node_modules/jest/bin/jest.js');
  const config = join(PROJECT, 'test/pulumi-engine/jest.config.cjs');
  return [process.execPath, program, '--config', config, '--runInBand', ...args];
}
