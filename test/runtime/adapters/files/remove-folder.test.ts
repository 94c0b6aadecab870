import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../../../../runtime/adapters/files/remove-folder';

const isRoot = process.geteuid?.() === 0;
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'remove-'));
});
afterEach(() => {
  if (isRoot) process.seteuid?.(0);
  rmSync(root, { recursive: true, force: true });
});

const sh = (script: string) => execFileSync('sh', ['-c', script], { cwd: root });

/** As somebody who may not do everything. */
async function remove(): Promise<void> {
  if (isRoot) sh('chown -hR 1000:1000 .');
  if (isRoot) process.seteuid?.(1000);
  await removeFolder(join(root, 'work'));
}

test('folders that nobody may write in or look into are removed', async () => {
  sh(
    'mkdir -p work/cache/module work/dark && echo x > work/cache/module/file && chmod -R a-w work && chmod 0 work/dark',
  );
  await remove();
  expect(existsSync(join(root, 'work'))).toBe(false);
});

test('what links lead to stays as it is', async () => {
  writeFileSync(join(root, 'outside'), 'kept');
  sh('mkdir -p kept work/sub && chmod 500 kept && ln -s ../../kept ../../outside work/sub && chmod -R a-w work/sub');
  await remove();
  expect(readFileSync(join(root, 'outside'), 'utf8')).toBe('kept');
  expect(sh('stat -c %a kept').toString()).toBe('500\n');
});

test('a folder that is not there is no trouble', async () => {
  await remove();
});
