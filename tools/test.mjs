// npm test: lint, types, committed manifests, jest. Minutes, no cluster; every gate runs, so one look shows all.
import { spawnSync } from 'node:child_process';
import { ensurePrograms } from './programs.mjs';

ensurePrograms(['git', 'redis-server', 'bash', 'ssh', 'sshd']);

const gates = [
  ['lint', ['npx', 'biome', 'check', '--error-on-warnings', '.']],
  ['types', ['npx', 'tsc', '--noEmit']],
  ['synth:check', ['npx', 'tsx', 'tools/synth-check.ts']],
  ['jest', ['npx', 'jest', ...process.argv.slice(2)]],
];

const failed = [];
for (const [name, [command, ...args]] of gates) {
  process.stderr.write(`\n== ${name}\n`);
  const env = { ...process.env, NODE_OPTIONS: name === 'jest' ? '--experimental-vm-modules --no-warnings' : '' };
  if (spawnSync(command, args, { env, stdio: 'inherit' }).status !== 0) failed.push(name);
}
process.stderr.write(failed.length === 0 ? '\nall gates passed\n' : `\nfailed: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
