import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prodigy-programs-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Ask for programs in a process of its own, on whose PATH there is the folder alone: no apt-get. */
function ensure(...programs: string[]): string {
  const script =
    'require("./tools/programs").ensurePrograms(process.argv.slice(1)).then(() => "there", ({ message }) => message).then(console.log)';
  const args = ['--require', 'tsx/cjs', '--eval', script, ...programs];
  return execFileSync(process.execPath, args, { env: { PATH: folder }, encoding: 'utf8' }).trim();
}

test('programs that are on PATH are left alone', () => {
  writeFileSync(join(folder, 'git'), '#!/bin/sh\n');
  chmodSync(join(folder, 'git'), 0o755);
  expect(ensure('git')).toBe('there');
});

test('where apt cannot install what is missing, its packages are named', () => {
  expect(ensure('bash', 'redis-server', 'cargo')).toBe(
    "'bash, redis-server, cargo-web, ca-certificates' must be installed, got no root or no apt-get to do it with: " +
      'use your package manager',
  );
});
