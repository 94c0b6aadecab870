// Entry point of `npm run bench:cluster -- [--quick]`: measures the devcluster from inside its network.
import { join } from 'node:path';
import { runInCluster } from '../../devcluster/inside';
import { STORAGE_CLASS as CLASS } from '../../devcluster/storage';
import { withCluster } from '../../devcluster/with-cluster';
import { STORAGE_CLASS } from '../../tools/cluster-needs';
import { entryPoint } from '../../tools/entry-point';

entryPoint(() =>
  withCluster(() => {
    const program = [process.execPath, '--import', 'tsx', join(__dirname, 'measure.ts')];
    return runInCluster([...program, ...process.argv.slice(2)], { [STORAGE_CLASS]: CLASS });
  }),
);
