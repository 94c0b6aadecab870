import { closeSync, fstatSync, openSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type LogGap, type LogMark, type LogPlace, type LogQuery, lineNumber, logMark } from '../../contract/agent-log';
import { linesIn } from '../adapters/files/lines';
import { OLDER } from '../server/kept-log';

/** A line of output, and where to continue if this line is the first one left out. */
export interface ReadLine {
  readonly line: string;
  readonly place: LogPlace;
}

/**
 * Read the stored logs that match a query, one after the other: for each a {@link LogMark}, its lines with a
 * {@link LogGap} wherever numbers are missing, and a mark of its end. The workspace server may be writing meanwhile.
 */
export function* readLogs(folder: string, query: LogQuery): Generator<ReadLine> {
  for (const name of logsIn(folder)) {
    if (!isAsked(name, query) || (query.after && name < query.after.log)) continue;
    const from = query.after?.log === name ? query.after.line : 1;
    yield* readLog(folder, name, query, from);
  }
}

function logsIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).map((name) => (name.endsWith(OLDER) ? name.slice(0, -OLDER.length) : name));
    return [...new Set(names)].filter((name) => name.endsWith('.jsonl')).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** File names as in `log-store.ts`. */
function isAsked(name: string, { agent, pods }: LogQuery): boolean {
  const [, index, pod] = name.split('.');
  return (agent === undefined || Number(index) === agent) && (pods === undefined || pods.includes(pod as string));
}

function* readLog(folder: string, name: string, query: LogQuery, from: number): Generator<ReadLine> {
  let next = from;
  let mark: LogMark['log'] | undefined;
  const place = (): LogPlace => ({ log: name, line: next });
  for (const line of halvesOf(join(folder, name))) {
    const number = lineNumber(line);
    const found = number === undefined ? logMark(line) : undefined;
    const begins = number ?? found?.next;
    if (begins === undefined) continue;
    if (found && mark === undefined) yield { line: markLine({ ...found, next }), place: place() };
    mark = found ?? mark;
    if (begins > next) {
      const gap: LogGap = { gap: { from: next, to: begins - 1 } };
      yield { line: JSON.stringify(gap), place: place() };
    }
    if (number !== undefined && number >= next && passes(line, query))
      yield { line, place: { log: name, line: number } };
    next = Math.max(next, number === undefined ? begins : number + 1);
  }
  if (mark) yield { line: markLine({ ...mark, next }), place: place() };
}

const markLine = (log: LogMark['log']): string => JSON.stringify({ log } satisfies LogMark);

/** Whether a line matches. A line without an item or phase matches none. */
function passes(line: string, { item, phase, since }: LogQuery): boolean {
  if (item === undefined && phase === undefined && since === undefined) return true;
  try {
    const record = JSON.parse(line) as { item?: unknown; phase?: unknown; time?: string };
    if (item !== undefined && record.item !== item) return false;
    if (phase !== undefined && record.phase !== phase) return false;
    return since === undefined || !(Date.parse(record.time ?? '') < since);
  } catch {
    return true;
  }
}

/** The lines of both halves, even if the server turns the newer into the older one meanwhile. */
function* halvesOf(path: string): Generator<string> {
  const files = opened(path);
  try {
    for (const file of files) yield* linesIn(file, wholeIn(file));
  } finally {
    for (const file of files) closeSync(file);
  }
}

function opened(path: string): number[] {
  for (;;) {
    const files = [`${path}${OLDER}`, path].map(openedFile);
    const [older] = files;
    if (inodeAt(`${path}${OLDER}`) === (older === undefined ? undefined : fstatSync(older).ino))
      return files.filter((file) => file !== undefined);
    for (const file of files) if (file !== undefined) closeSync(file);
  }
}

function openedFile(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const inodeAt = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino;

/** Size of the file; a line that is being written is cut off by the caller, since it is incomplete. */
const wholeIn = (file: number): number => fstatSync(file).size;
