import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import type { Told, Writing } from './writing';

/** Build the program of an agent. @returns its path. */
export function buildWriter(folder: string): string {
  const outfile = join(folder, 'writer.cjs');
  buildSync({ entryPoints: [join(__dirname, 'writer.ts')], bundle: true, platform: 'node', target: 'node20', outfile });
  return outfile;
}

/** Have agents write at the same time, each in its own process. */
export async function write(program: string, writings: readonly Writing[]): Promise<Told[]> {
  const agents = writings.map((writing) =>
    spawn(process.execPath, [program, JSON.stringify(writing)], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const heard = agents.map((agent) => createInterface({ input: agent.stdout })[Symbol.asyncIterator]());
  await Promise.all(heard.map((lines) => lines.next()));
  for (const { stdin } of agents) stdin.write('go\n');
  return Promise.all(agents.map((agent, at) => told(agent, heard[at] as AsyncIterator<string>)));
}

async function told(agent: ChildProcess, lines: AsyncIterator<string>): Promise<Told> {
  const ended = once(agent, 'close');
  const { value } = await lines.next();
  const [status] = await ended;
  if (status !== 0) throw new Error(`an agent must exit with 0, got ${status}: see above`);
  return JSON.parse(value) as Told;
}
