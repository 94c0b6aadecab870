// Adds optional packages of other platforms to package-lock.json if the registry that it was made with serves only its
// own: without them `npm ci` refuses the file. Run it there after `npm install` has changed the lock file.
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = 'package-lock.json';
const OS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const CPU = ['arm64', 'arm', 'x64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x'];

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
let added = 0;
for (const entry of Object.values({ ...lock.packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    if (lock.packages[path] || !/^\d/.test(version)) continue;
    lock.packages[path] = platformPackage(name, version, entry.dev);
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.error(`${FILE}: ${added} packages of other platforms added`);

/** The name encodes the platform: `…-linux-arm64-musl`. Its integrity is not known here; npm takes the registry's. */
function platformPackage(name, version, dev) {
  const words = name.split(/[-/]/);
  const libc =
    words.includes('musl') || /musl/.test(words.at(-1)) ? ['musl'] : words.includes('gnu') ? ['glibc'] : undefined;
  return {
    version,
    cpu: [CPU.find((cpu) => words.includes(cpu))],
    ...(dev && { dev }),
    ...(libc && { libc }),
    optional: true,
    os: [OS.find((os) => words.includes(os))],
  };
}
