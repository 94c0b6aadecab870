import { installDebianPackages } from './apt';
import { succeeds } from './command';

/** System programs for tests and first tries, and the Debian packages that contain them. */
const PACKAGES = {
  bash: ['bash'],
  // Its registry is accessed over https.
  cargo: ['cargo-web', 'ca-certificates'],
  cc: ['gcc', 'libc6-dev'],
  git: ['git'],
  'git-lfs': ['git-lfs'],
  'redis-server': ['redis-server'],
  ssh: ['openssh-client'],
  sshd: ['openssh-server'],
} as const;

/** Install the programs that are not on PATH. Throws if apt cannot, naming the packages. */
export async function ensurePrograms(programs: readonly (keyof typeof PACKAGES)[]): Promise<void> {
  // Servers are in a folder that is not on every PATH.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const packages: string[] = [];
  for (const program of programs)
    if (!(await succeeds('/bin/sh', ['-c', `command -v ${program}`], { env }))) packages.push(...PACKAGES[program]);
  await installDebianPackages(packages);
}
