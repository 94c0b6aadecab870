import { readFile } from 'node:fs/promises';
import { READABLE, type Readable } from '../../contract/claim-reading';
import { ExitCode } from '../../contract/exit-codes';
import type { StampedEntry } from '../../contract/journal';
import { Path } from '../../contract/paths';
import { systemClock } from '../adapters/clock/system-clock';
import { deadLettersOf } from '../engine/dead-letters';
import { statePaths } from '../server/state-paths';
import { followEvents } from './follow-events';
import { packed } from './packed';
import { type ProgramContext, pathOf } from './program';

/**
 * Print what the claim holds of a run: its events, as they lie there, or its dead letters, as JSON. Nothing is written to
 * the claim, since the workspace server may be at work on it.
 * @param what one of {@link READABLE}.
 * @param print takes text for standard output.
 */
export async function readProgram(
  context: ProgramContext,
  what: string | undefined,
  print: (text: string) => void = (text) => void process.stdout.write(text),
): Promise<number> {
  if (!READABLE.includes(what as Readable)) {
    context.log.error(`'read' must name one of ${READABLE.join(', ')}, got ${what}`);
    return ExitCode.CANNOT_WORK;
  }
  const paths = statePaths(pathOf(context, Path.STATE));
  if (what === 'event-stream')
    await followEvents(paths.events, async (text) => print(await packed(text)), systemClock, context.signal);
  else print(await packed(await TEXTS[what as keyof typeof TEXTS](paths)));
  return ExitCode.DONE;
}

type Paths = ReturnType<typeof statePaths>;

const TEXTS: Readonly<Record<Exclude<Readable, 'event-stream'>, (paths: Paths) => Promise<string>>> = {
  events: ({ events }) => wholeLines(events),
  'dead-letters': async ({ journal }) => {
    const lines = (await wholeLines(journal)).split('\n').filter((line) => line !== '');
    return JSON.stringify(deadLettersOf(lines.map((line) => JSON.parse(line) as StampedEntry)));
  },
};

/** Without a last line that is being written; nothing where there is no file yet. */
async function wholeLines(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.slice(0, text.lastIndexOf('\n') + 1);
}
