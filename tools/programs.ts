import { installDebianPackages } from './apt';
import { succeeds } from './command';

/** Programs of the system that tests and first tries need, and the Debian packages that bring them. */
const PACKAGES = {
  bash: ['bash'],
  // The registry is reached by https.
  cargo: ['cargo-web', 'ca-certificates'],
  cc: ['gcc', 'libc6-dev'],
  git: ['git'],
  'git-lfs': ['git-lfs'],
  'redis-server': ['redis-server'],
  ssh: ['openssh-client'],
  sshd: ['openssh-server'],
} as const;

/** Install those that are not on PATH. Throws where apt cannot, naming the packages. */
export async function ensurePrograms(programs: readonly (keyof typeof PACKAGES)[]): Promise<void> {
  // Servers lie where not everybody's PATH leads.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const packages: string[] = [];
  for (const program of programs)
    if (!(await succeeds('/bin/sh', ['-c', `command -v ${program}`], { env }))) packages.push(...PACKAGES[program]);
  await installDebianPackages(packages);
}
