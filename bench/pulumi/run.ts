// Entry point of `npm run bench:pulumi -- [--quick] [--runs 1,10,50] [--repetitions N]`: Pulumi's engine, devcluster.
import { dirname, join } from 'node:path';
import { runInCluster } from '../../devcluster/inside';
import { STORAGE_CLASS as CLASS } from '../../devcluster/storage';
import { withCluster } from '../../devcluster/with-cluster';
import { STORAGE_CLASS } from '../../tools/cluster-needs';
import { entryPoint } from '../../tools/entry-point';
import { pulumiEngine } from '../../tools/pulumi-engine';

entryPoint(async () => {
  const engine = await pulumiEngine();
  return withCluster(() => {
    const program = [process.execPath, '--import', 'tsx', join(__dirname, 'measure.ts'), ...process.argv.slice(2)];
    return runInCluster(program, { PRODIGY_PULUMI: dirname(engine), [STORAGE_CLASS]: CLASS });
  });
});
