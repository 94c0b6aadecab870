// Entry point of `npm run cluster:exec -- COMMAND…`.
import { entryPoint } from '../tools/entry-point';
import { runInCluster } from './inside';
import { clusterState } from './state';

entryPoint(async () => {
  const command = process.argv.slice(2);
  if (command.length === 0)
    throw new Error("'command' must be given, got nothing: npm run cluster:exec -- kubectl get pods");
  if ((await clusterState()) !== 'up') throw new Error("'cluster' must be up, got less: npm run cluster:up");
  return runInCluster(command);
});
