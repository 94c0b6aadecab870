import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDebianPackages } from './apt';
import { run, succeeds } from './command';
import { checkDigest } from './digest';

/** A pinned file on PyPI. */
export interface Wheel {
  readonly project: string;
  readonly version: string;
  /** Name of the file, which encodes its platform. */
  readonly file: string;
  readonly sha256: string;
  /** @default - any */
  readonly platform?: string;
}

// A wheel is a zip archive; nothing in it is run. Without names everything is unpacked.
const UNPACK = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2], sys.argv[3:] or None)';

/**
 * Unpack a wheel into an existing folder: all of it, or the named files.
 *
 * @throws Error if it cannot be downloaded or is not the pinned one.
 */
export async function unpackWheel(wheel: Wheel, folder: string, files: readonly string[] = []): Promise<void> {
  await ensurePip();
  const scratch = await mkdtemp(join(folder, 'wheel-'));
  try {
    const archive = await download(wheel, scratch);
    await run('python3', ['-c', UNPACK, archive, folder, ...files]);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** Make sure that Python and pip are installed, from Debian if necessary. */
export async function ensurePip(): Promise<void> {
  await ensureDebianPackages([{ name: 'python3', file: '/usr/bin/python3' }]);
  if (!(await succeeds('python3', ['-m', 'pip', '--version'])))
    await ensureDebianPackages([{ name: 'python3-pip', file: '/usr/bin/pip3' }]);
}

async function download({ project, version, file, sha256, platform }: Wheel, folder: string): Promise<string> {
  const only = ['--no-deps', '--only-binary=:all:', ...(platform ? ['--platform', platform] : [])];
  await run('python3', ['-m', 'pip', 'download', '-q', ...only, '-d', folder, `${project}==${version}`]);
  const archive = join(folder, file);
  await checkDigest(archive, 'sha256', sha256);
  return archive;
}
