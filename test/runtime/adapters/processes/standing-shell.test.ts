import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const PROCESSES = join(__dirname, '../../../../runtime/adapters/processes');

/** Somebody else has its channel still open when it is gone. */
const SHELL = '#!/bin/sh\nsleep 2 &\nexec /bin/sh\n';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'prodigy-standing-shell-'));
  writeFileSync(join(folder, 'sh'), SHELL);
  chmodSync(join(folder, 'sh'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a process that waits for its shells to be gone is alive until they are, whoever holds what they had open', () => {
  const program = `
    const { dismissShells } = require(${JSON.stringify(join(PROCESSES, 'standing-shell.ts'))});
    const { StandingShells } = require(${JSON.stringify(join(PROCESSES, 'standing-shells.ts'))});
    (async () => {
      const shells = new StandingShells(${JSON.stringify(folder)});
      const started = await shells.start({ argv: ['true'], cwd: '/', env: {} });
      await started.closed;
      console.log('code', await started.exited);
      await dismissShells();
      console.log('gone');
    })();
  `;
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  const ended = spawnSync(process.execPath, ['--require', 'tsx/cjs', '-e', program], { env, encoding: 'utf8' });
  expect(ended).toMatchObject({ status: 0, stdout: 'code 0\ngone\n', stderr: '' });
});
