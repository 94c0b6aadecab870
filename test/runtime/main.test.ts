import { execFile } from 'node:child_process';
import { join } from 'node:path';

const WORKER = join(__dirname, '../../dist/runtime/prodigy-worker.cjs');

const worker = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const env = { PATH: process.env.PATH, PRODIGY_POD_NAME: 'agent-0', WORKFLOW_ID: 'demo-1' };
    const child = execFile(process.execPath, [WORKER, ...args], { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode as number, stdout, stderr }),
    );
  });

test.each([[], ['unknown'], ['toString']])('without a program to run, the usage is told (%s)', async (...args) => {
  expect(await worker(...args)).toEqual({
    code: 2,
    stdout: '',
    stderr: 'usage: prodigy-worker clone|workspace|agent|redis-config|read|cache\n',
  });
});

test('what cannot work is one JSON record on stderr, with run and pod', async () => {
  const { code, stdout, stderr } = await worker('agent');
  expect([code, stdout]).toEqual([20, '']);
  expect(JSON.parse(stderr)).toMatchObject({
    level: 'error',
    run: 'demo-1',
    pod: 'agent-0',
    program: 'agent',
    msg: "ENOENT: no such file or directory, open '/config/config.env'",
  });
});
