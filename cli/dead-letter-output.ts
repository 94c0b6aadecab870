import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CliError, Status } from './cli-error';
import { counted, type Found, letterText, overview } from './dead-letter-text';
import type { Terminal } from './terminal';

interface OutputFlag {
  readonly output?: 'json';
}

/** Show dead letters as a table, or as JSON. */
export function showLetters(found: readonly Found[], { output }: OutputFlag, terminal: Terminal): void {
  if (output === 'json') terminal.out(json(found));
  else if (found.length === 0) terminal.progress('no dead letters\n');
  else terminal.out(overview(found));
}

/** Show one dead letter in full. @throws CliError if the run has none for this item. */
export function showLetter(
  letter: Found | undefined,
  item: string,
  { run, output }: OutputFlag & { readonly run?: string },
  terminal: Terminal,
): void {
  if (letter === undefined)
    throw new CliError(
      `there is no dead letter ${item}${run ? ` of run ${run}` : ''}: see prodigy-k8s dlq list`,
      Status.CONFLICT,
    );
  terminal.out(output === 'json' ? json(letter) : letterText(letter));
}

/** Write dead letters to a local file, `-` for stdout, as a JSON list. @throws CliError if it cannot be created. */
export async function writeLetters(found: readonly Found[], file: string, terminal: Terminal): Promise<void> {
  if (file === '-') return terminal.out(json(found));
  const path = resolve(terminal.cwd, file);
  await writeFile(path, json(found), { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EEXIST' ? 'it already exists' : error.message;
    throw new CliError(`'file' must be one that can be created, got ${file}: ${why}`);
  });
  terminal.progress(`${counted(found)} in ${file}\n`);
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
