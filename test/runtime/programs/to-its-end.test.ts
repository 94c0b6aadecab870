import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const MODULE = join(__dirname, '..', '..', '..', 'runtime/programs/to-its-end.ts');

/** What becomes of a process that waits for work. */
function processThatWaitsFor(work: string): { readonly status: number | null; readonly stdout: string } {
  const program = `
    const { toItsEnd } = require(${JSON.stringify(MODULE)});
    const abandoned = () => { console.log('abandoned'); process.exitCode = 7; };
    toItsEnd(${work}, abandoned).then((value) => console.log(value), (error) => console.log(error.message));
  `;
  return spawnSync(process.execPath, ['--require', 'tsx/cjs', '-e', program], { encoding: 'utf8' });
}

test('a process that has nothing to wait for before its work is done does not end as if it were', () => {
  expect(processThatWaitsFor('new Promise(() => undefined)')).toMatchObject({
    status: 7,
    stdout: 'abandoned\n',
  });
});

test('a process whose work is done, or has failed, ends with that', () => {
  const later = 'new Promise((resolve) => setTimeout(resolve, 10, "done"))';
  expect(processThatWaitsFor(later)).toMatchObject({ status: 0, stdout: 'done\n' });
  expect(processThatWaitsFor('Promise.reject(new Error("no"))')).toMatchObject({ status: 0, stdout: 'no\n' });
});
