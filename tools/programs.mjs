// Programs of the system that tests and first tries need, and the Debian packages that bring them.
import { spawnSync } from 'node:child_process';

const PACKAGES = {
  git: 'git',
  'redis-server': 'redis-server',
  bash: 'bash',
  ssh: 'openssh-client',
  sshd: 'openssh-server',
};

/** Install what is missing; without root or apt say how to get it. */
export function ensurePrograms(names) {
  // Servers lie where not everybody's PATH leads.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const missing = names.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`], { env }).status !== 0);
  if (missing.length === 0) return;
  const packages = missing.map((name) => PACKAGES[name]);
  if (process.getuid?.() !== 0 || spawnSync('sh', ['-c', 'command -v apt-get']).status !== 0)
    throw new Error(
      `'${missing.join(', ')}' must be on PATH: install ${packages.join(', ')} with your package manager`,
    );
  apt(['update', '-qq']);
  // Debian starts a Redis of its own on installation; tests start theirs on free ports.
  apt(['install', '-y', '-qq', '--no-install-recommends', ...packages]);
}

function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const { status } = spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`'apt-get ${args.join(' ')}' must succeed, got exit ${status}: see above`);
}
