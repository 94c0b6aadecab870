import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { keptCodeOf } from '../../cli/launch';
import { PROGRAM } from './prodigy';

const folder = join(mkdtempSync(join(tmpdir(), 'prodigy-launch-')), 'cli');
cpSync(dirname(PROGRAM), folder, { recursive: true });
afterAll(() => rmSync(dirname(folder), { recursive: true }));

const launcher = join(folder, 'prodigy-k8s.cjs');
const bundles = readdirSync(folder).filter((name) => name.endsWith('.bundle.cjs'));
const bundle = join(folder, bundles[0] as string);
const kept = readFileSync(keptCodeOf(bundle));

/** What Node prints, in a process of its own: V8 remembers what it compiled. */
const printed = (...args: string[]): string => spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout;

const version = (): string => printed(launcher, '--version');
const refused = (): string =>
  printed('-p', `require(${JSON.stringify(launcher)}).bundleScript(${JSON.stringify(bundle)}).cachedDataRejected`);

test('the code of the one bundle there is was kept when it was built, and is taken', () => {
  expect(bundles).toHaveLength(1);
  expect(refused()).toBe('false\n');
  expect(version()).toBe('0.1.0\n');
});

test.each([
  ['of another version of V8', Buffer.concat([Buffer.alloc(16, 1), kept.subarray(16)])],
  ['cut short', kept.subarray(0, 1000)],
  ['empty', Buffer.alloc(0)],
])('code %s is refused, and the program runs without', (_, code) => {
  writeFileSync(keptCodeOf(bundle), code);
  expect(refused()).toBe('true\n');
  expect(version()).toBe('0.1.0\n');
});

test('where nobody kept the code, the program runs without', () => {
  rmSync(keptCodeOf(bundle));
  expect(refused()).toBe('undefined\n');
  expect(version()).toBe('0.1.0\n');
});
