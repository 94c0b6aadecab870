import { readFile } from 'node:fs/promises';
import type { LogMore, LogQuery } from '../../contract/agent-log';
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
import { readLogs } from './read-logs';

/**
 * Print data of a run from the claim: its events, as stored, its dead letters, as JSON, or logs of its agents. Nothing
 * is written to the claim, since the workspace server may be using it.
 * @param what one of {@link READABLE}.
 * @param print takes text for standard output.
 * @param query which logs, as JSON.
 */
export async function readProgram(
  context: ProgramContext,
  what: string | undefined,
  print: (text: string) => void = (text) => void process.stdout.write(text),
  query = '{}',
): Promise<number> {
  if (!READABLE.includes(what as Readable)) {
    context.log.error(`'read' must name one of ${READABLE.join(', ')}, got ${what}`);
    return ExitCode.CANNOT_WORK;
  }
  const paths = statePaths(pathOf(context, Path.STATE));
  if (what === 'event-stream')
    await followEvents(paths.events, async (text) => print(await packed(text)), systemClock, context.signal);
  else if (what === 'logs') await printLogs(paths.logs, JSON.parse(query) as LogQuery, print);
  else print(await packed(await TEXTS[what as keyof typeof TEXTS](paths)));
  return ExitCode.DONE;
}

/** Maximum number of characters to print: less than the 10 MiB that kubelets keep of a log. */
const PRINTED = 6 * 1024 * 1024;
/** Number of characters per packed piece. */
const PIECE = 1024 * 1024;

/** Print as much as is allowed, then where to continue. */
async function printLogs(folder: string, query: LogQuery, print: (text: string) => void): Promise<void> {
  const piece: string[] = [];
  let [waiting, printed] = [0, 0];
  const flush = async (): Promise<void> => {
    const text = await packed(piece.splice(0).join(''));
    waiting = 0;
    printed += text.length;
    print(text);
  };
  for (const { line, place } of readLogs(folder, query)) {
    if (printed >= PRINTED) {
      const more: LogMore = { more: place };
      piece.splice(0, piece.length, `${JSON.stringify(more)}\n`);
      break;
    }
    piece.push(`${line}\n`);
    waiting += line.length;
    if (waiting >= PIECE) await flush();
  }
  await flush();
}

type Paths = ReturnType<typeof statePaths>;

const TEXTS: Readonly<Record<Exclude<Readable, 'event-stream' | 'logs'>, (paths: Paths) => Promise<string>>> = {
  events: ({ events }) => wholeLines(events),
  'dead-letters': async ({ journal }) => {
    const lines = (await wholeLines(journal)).split('\n').filter((line) => line !== '');
    return JSON.stringify(deadLettersOf(lines.map((line) => JSON.parse(line) as StampedEntry)));
  },
};

/** Without an incomplete last line; empty if there is no file yet. */
async function wholeLines(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.slice(0, text.lastIndexOf('\n') + 1);
}
