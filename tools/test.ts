// npm test: lint, types, committed manifests, jest. Takes minutes, needs no cluster; a failing gate stops no other.
import { runAttached } from './command';
import { entryPoint } from './entry-point';
import { fetchRealWorkflows } from './prodigy-crate';
import { ensurePrograms } from './programs';

const GATES = {
  lint: ['biome', 'check', '--error-on-warnings', '.'],
  types: ['tsc', '--noEmit'],
  'synth:check': ['tsx', 'tools/synth-check.ts'],
  jest: ['jest', ...process.argv.slice(2)],
};

entryPoint(async () => {
  await ensurePrograms(['git', 'redis-server', 'bash', 'git-lfs', 'ssh', 'sshd']);
  await fetchRealWorkflows();
  const failed: string[] = [];
  for (const [name, command] of Object.entries(GATES)) {
    process.stderr.write(`\n== ${name}\n`);
    const env = { ...process.env, NODE_OPTIONS: name === 'jest' ? '--experimental-vm-modules --no-warnings' : '' };
    if ((await runAttached('npx', command, { env })) !== 0) failed.push(name);
  }
  process.stderr.write(failed.length === 0 ? '\nall gates passed\n' : `\nfailed: ${failed.join(', ')}\n`);
  return failed.length === 0 ? 0 : 1;
});
