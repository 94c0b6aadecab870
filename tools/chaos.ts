// npm run test:chaos [-- --full] [--seed N] [jest options]: injects random faults into a run; prints the plan's seed.
import { runAttached } from './command';
import { entryPoint } from './entry-point';
import { ensurePrograms } from './programs';

entryPoint(async () => {
  await ensurePrograms(['git', 'redis-server']);
  const args = process.argv.slice(2);
  const env = { ...process.env };
  const jest = ['jest', '--config', 'test/chaos/jest.config.cjs'];
  for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
    if (arg === '--full') env.PRODIGY_CHAOS = 'full';
    else if (arg === '--seed') env.PRODIGY_CHAOS_SEED = args.shift();
    else jest.push(arg);
  }
  return runAttached('npx', jest, { env });
});
