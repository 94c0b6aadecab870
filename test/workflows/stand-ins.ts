import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Programs that real workflows call, made small: see the files. */
export type StandIn = 'cargo' | 'claude' | 'debtmap' | 'just';

/** @returns a PATH on which these programs come first, and no other stand-in is. */
export function pathWith(home: string, programs: readonly StandIn[]): string {
  const folder = join(home, 'bin');
  mkdirSync(folder);
  for (const name of programs) symlinkSync(join(__dirname, 'stand-ins', name), join(folder, name));
  return `${folder}:${process.env.PATH}`;
}

/** Give the stand-in for Claude its answers: shell scripts by slash command, without the slash. */
export function answer(home: string, answers: Readonly<Record<string, string>>): void {
  mkdirSync(join(home, 'answers'), { recursive: true });
  for (const [command, script] of Object.entries(answers)) writeFileSync(join(home, 'answers', command), script);
}

/** The slash commands that Claude was given, with what stands behind them, in order. */
export function prompts(home: string): string[] {
  const file = join(home, 'prompts');
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}
