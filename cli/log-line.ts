import { printable } from '../runtime/adapters/log/printable';

/** A line of a container's log, as stored by the kubelet. */
export interface LogLine {
  /** RFC 3339 in the node's time zone, with nanoseconds: those of one container sort as text. */
  readonly at: string;
  /** The container's line. */
  readonly text: string;
  /** The structured record of our programs' lines; undefined for others, such as Redis. */
  readonly record?: LogRecord;
}

export interface LogRecord {
  readonly level: string;
  readonly msg: string;
  readonly item?: string;
  readonly attempt?: number;
  readonly phase?: string;
  readonly step?: string;
  /** Stream that a step printed to. */
  readonly stream?: 'stdout' | 'stderr';
}

/** Filter of the lines to show. */
export interface LogFilter {
  readonly item?: string;
  readonly phase?: string;
}

/** Parse a line that begins with its time. */
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

/** Whether to show a line. A line without an item or phase belongs to none. */
export const isShown = ({ record }: LogLine, { item, phase }: LogFilter): boolean =>
  (item === undefined || record?.item === item) && (phase === undefined || record?.phase === phase);

/** Time of day in UTC; a line without a valid time is left as it is. */
const timeOf = (at: string): string => (Number.isNaN(Date.parse(at)) ? at : new Date(at).toISOString().slice(11));

/** A readable line: time, container, subject and text; warnings and errors are marked. */
export function logText(who: string, { at, text, record }: LogLine): string {
  const start = `${timeOf(at)}  ${who}`;
  if (!record) return `${start}  ${printable(text)}\n`;
  const { level, msg, item, attempt, phase } = record;
  const about =
    item === undefined ? (phase ?? '') : `${item}${attempt !== undefined && attempt > 1 ? `/${attempt}` : ''}`;
  const mark = level === 'info' ? '' : `${level}: `;
  return `${start}  ${about === '' ? '' : `${about}  `}${mark}${printable(msg)}\n`;
}

/** Text that marks missing lines. */
export const missingText = (who: string, { from, to }: { readonly from: number; readonly to: number }): string =>
  `--  ${who}  ${from === to ? `line ${from} is` : `lines ${from} to ${to} are`} missing\n`;
