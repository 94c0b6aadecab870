import { readFile } from 'node:fs/promises';
import { run, succeeds } from '../tools/command';
import { STATE } from './paths';

/** Unmount everything under STATE, last mounted first. Busy mounts are detached and go with their last user. */
export async function unmountAll(): Promise<void> {
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
  const targets = lines.map((line) => decode(line.split(' ')[4] ?? '')).filter((path) => path.startsWith(`${STATE}/`));
  for (const target of targets.reverse())
    if (!(await succeeds('umount', [target]))) await run('umount', ['--lazy', target]);
}

/** mountinfo escapes spaces and a few other characters as \ooo. */
const decode = (path: string) =>
  path.replace(/\\([0-7]{3})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 8)));
