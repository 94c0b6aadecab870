import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDebianPackages } from './apt';
import { artefact, keyOf } from './cache';
import { run } from './command';
import { nodeLinux } from './node-linux';

const SUITE = 'bookworm';
const PACKAGES = ['ca-certificates', 'git', 'git-lfs', 'openssh-client', 'tini'];

/**
 * A tar archive of a small Debian with Node and git, which replaces the public node image where there is no registry.
 * `authority` is a CA certificate to trust, and its path.
 */
export async function debianRoot(authority: { path: string; certificate: string }): Promise<string> {
  const node = await nodeLinux();
  const key = keyOf(SUITE, PACKAGES.join(), node, authority.certificate);
  const folder = await artefact('debian-root', key, async (output) => {
    const root = join(output, 'root');
    await debootstrap(root);
    await cp(join(node, 'bin'), join(root, 'usr', 'local', 'bin'), { recursive: true });
    await trust(root, authority.path);
    await run('tar', ['--numeric-owner', '-cf', join(output, 'root.tar'), '-C', root, '.']);
    await rm(root, { recursive: true });
  });
  return join(folder, 'root.tar');
}

async function debootstrap(root: string): Promise<void> {
  await ensureDebianPackages([{ name: 'debootstrap', file: '/usr/sbin/debootstrap' }]);
  await run('debootstrap', ['--variant=minbase', `--include=${PACKAGES.join()}`, SUITE, root]);
  for (const path of ['var/cache/apt/archives', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/man'])
    await rm(join(root, path), { recursive: true, force: true });
  await mkdir(join(root, 'var/cache/apt/archives/partial'), { recursive: true });
}

async function trust(root: string, certificate: string): Promise<void> {
  await cp(certificate, join(root, 'usr/local/share/ca-certificates/prodigy-devcluster.crt'));
  await run('chroot', [root, 'update-ca-certificates']);
}
