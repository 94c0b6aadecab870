import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { lockRun } from '../../../../runtime/adapters/local/run-lock';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a lock names its holder, and leaves nothing behind', async () => {
  const unlock = await lockRun(path, 'demo-1');
  expect(readFileSync(path, 'utf8')).toBe(String(process.pid));
  expect(readdirSync(folder)).toEqual(['lock']);
  await unlock();
  expect(readdirSync(folder)).toEqual([]);
});

test.each(['2147483600', '', 'x'])('a lock that holds %j is of nobody', async (content) => {
  writeFileSync(path, content);
  await lockRun(path, 'demo-1');
  expect(readFileSync(path, 'utf8')).toBe(String(process.pid));
});

test('the lock of a living process is respected', async () => {
  writeFileSync(path, String(process.ppid));
  await expect(lockRun(path, 'demo-1')).rejects.toThrow(`run demo-1 is under way in process ${process.ppid}`);
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('who died while taking a lock away does not keep others from it', async () => {
  writeFileSync(path, '2147483600');
  writeFileSync(`${path}.takeaway`, '2147483601');
  const long = new Date(Date.now() - 11_000);
  utimesSync(`${path}.takeaway`, long, long);
  await lockRun(path, 'demo-1');
  expect(readdirSync(folder)).toEqual(['lock']);
});

/** Takes the lock when told, and says whether it has it. */
const PROGRAM = `
const { lockRun } = require('./run-lock.cjs');
const { existsSync } = require('node:fs');
while (!existsSync('go')) {}
lockRun('lock', 'demo-1').then(() => (process.stdout.write('held'), setTimeout(() => {}, 15_000)), () => process.stdout.write('refused'));
`;

test('of processes that find a stale lock at once, one takes it', async () => {
  const entryPoints = [join(__dirname, '../../../../runtime/adapters/local/run-lock.ts')];
  await build({ entryPoints, bundle: true, platform: 'node', outfile: join(folder, 'run-lock.cjs') });
  writeFileSync(path, '2147483600');
  writeFileSync(join(folder, 'program.cjs'), PROGRAM);
  const children = Array.from({ length: 4 }, () => spawn(process.execPath, ['program.cjs'], { cwd: folder }));
  const answers = children.map(firstWord);
  await new Promise((resolve) => setTimeout(resolve, 500));
  writeFileSync(join(folder, 'go'), '');
  expect((await Promise.all(answers)).sort()).toEqual(['held', 'refused', 'refused', 'refused']);
  for (const child of children) child.kill();
  expect(existsSync(path)).toBe(true);
}, 20_000);

const firstWord = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString())));
