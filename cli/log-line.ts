import { printable } from '../runtime/adapters/log/printable';

/** A line of a container's log, as the kubelet keeps it. */
export interface LogLine {
  /** RFC 3339 in the time zone of its node, with nine digits of a second: those of one container sort as text. */
  readonly at: string;
  /** The container's line. */
  readonly text: string;
  /** What a line of our programs says of itself; undefined for those of others, such as Redis. */
  readonly record?: LogRecord;
}

export interface LogRecord {
  readonly level: string;
  readonly msg: string;
  readonly item?: string;
  readonly attempt?: number;
  readonly phase?: string;
  readonly step?: string;
  /** Of what a step printed. */
  readonly stream?: 'stdout' | 'stderr';
}

/** Which lines are shown. */
export interface LogFilter {
  readonly item?: string;
  readonly phase?: string;
}

/** Read a line that begins with its time. */
export function logLine(line: string): LogLine {
  const blank = line.indexOf(' ');
  const [at, text] = [line.slice(0, blank), line.slice(blank + 1)];
  return { at, text, record: recordIn(text) };
}

function recordIn(text: string): LogRecord | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const record = JSON.parse(text) as Partial<LogRecord>;
    return typeof record.msg === 'string' ? (record as LogRecord) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a line is to be shown. What says nothing of an item or a phase belongs to none. */
export const isShown = ({ record }: LogLine, { item, phase }: LogFilter): boolean =>
  (item === undefined || record?.item === item) && (phase === undefined || record?.phase === phase);

/** Of the day, in UTC; a line without a time has none. */
const timeOf = (at: string): string => (Number.isNaN(Date.parse(at)) ? at : new Date(at).toISOString().slice(11));

/** A line for a person: when, who, what about, and what; warnings and errors say so. */
export function logText(who: string, { at, text, record }: LogLine): string {
  const start = `${timeOf(at)}  ${who}`;
  if (!record) return `${start}  ${printable(text)}\n`;
  const { level, msg, item, attempt, phase } = record;
  const about =
    item === undefined ? (phase ?? '') : `${item}${attempt !== undefined && attempt > 1 ? `/${attempt}` : ''}`;
  const mark = level === 'info' ? '' : `${level}: `;
  return `${start}  ${about === '' ? '' : `${about}  `}${mark}${printable(msg)}\n`;
}

/** What stands where lines are missing. */
export const missingText = (who: string, { from, to }: { readonly from: number; readonly to: number }): string =>
  `--  ${who}  ${from === to ? `line ${from} is` : `lines ${from} to ${to} are`} missing\n`;
