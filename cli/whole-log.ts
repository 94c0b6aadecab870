import { lineNumber } from '../contract/agent-log';
import type { ShippedLog } from './cluster/shipped-logs';
import { type LogLine, logLine } from './log-line';

/** The log of a container, as Kubernetes has it. */
export interface WrittenLog {
  /** Display name of the container. */
  readonly name: string;
  readonly pod: string;
  /** Index of an agent; undefined for other containers. */
  readonly agent?: number;
  readonly lines: readonly LogLine[];
}

/** Numbers of lines that are lost. */
export interface Missing {
  readonly from: number;
  readonly to: number;
}

/** A line of a run's log, or a gap in it. */
export interface LogPiece {
  readonly name: string;
  /** Its time in the log, in milliseconds since 1970. */
  readonly at: number;
  readonly what: LogLine | Missing;
}

export const isMissing = (what: LogPiece['what']): what is Missing => 'from' in what;

/**
 * The complete log of a run, by time: what agents shipped, what Kubernetes has in addition or in place of lines lost in
 * transit, and numbered gaps for the rest. Lines of one process stay in order.
 */
export function wholeLog(shipped: readonly ShippedLog[], written: readonly WrittenLog[]): LogPiece[] {
  const byPod = new Map(written.filter(({ agent }) => agent !== undefined).map((log) => [log.pod, log]));
  // Kubernetes has the log of a pod's last process.
  const last = new Map(shipped.map((log) => [log.mark.pod, log]));
  const pieces = shipped.map((log) => {
    const { pod, index } = log.mark;
    const rest = last.get(pod) === log ? (byPod.get(pod)?.lines ?? []) : [];
    if (last.get(pod) === log) byPod.delete(pod);
    return inTime(`agent-${index}`, joined(log, rest));
  });
  const others = written.filter(({ agent }) => agent === undefined).map(({ name, lines }) => inTime(name, lines));
  const unshipped = [...byPod.values()].map(({ name, lines }) => inTime(name, withGaps(lines, 1)));
  return [...pieces, ...others, ...unshipped].flat().sort((a, b) => a.at - b.at);
}

/** Agents whose end is unknown: they logged no last line, and their pod is gone. */
export function unended(shipped: readonly ShippedLog[], written: readonly WrittenLog[]): ShippedLog['mark'][] {
  const there = new Set(written.map(({ pod }) => pod));
  return shipped.map(({ mark }) => mark).filter(({ ended, pod }) => !ended && !there.has(pod));
}

/** A stored log, with gaps filled and its end added from the container's log. */
function joined({ mark, entries }: ShippedLog, lines: readonly LogLine[]): LogPiece['what'][] {
  const numbered = new Map(lines.map((line) => [lineNumber(line.text), line]));
  const kept = entries.flatMap((entry): LogPiece['what'][] => {
    if (typeof entry === 'string') return [logLine(`${timeIn(entry)} ${entry}`)];
    const found: LogLine[] = [];
    for (const [number, line] of numbered)
      if (number !== undefined && number >= entry.from && number <= entry.to) found.push(line);
    return withGaps(found, entry.from, entry.to);
  });
  const rest = lines.filter((line) => (lineNumber(line.text) ?? mark.next) >= mark.next);
  return [...kept, ...withGaps(rest, mark.next)];
}

/** Lines with a gap wherever numbers are missing, from one number on, and up to another if given. */
export function withGaps(lines: readonly LogLine[], from: number, to?: number): LogPiece['what'][] {
  const pieces: LogPiece['what'][] = [];
  let next = from;
  for (const line of lines) {
    const number = lineNumber(line.text);
    if (number !== undefined && number > next) pieces.push({ from: next, to: number - 1 });
    if (number !== undefined) next = number + 1;
    pieces.push(line);
  }
  if (to !== undefined && next <= to) pieces.push({ from: next, to });
  return pieces;
}

/** Time by the agent's clock; lines without a number come from Kubernetes, which adds the time. */
const timeIn = (line: string): string => /"time":"([^"]*)"/.exec(line)?.[1] ?? '';

/** Clocks may be set back: a line is never placed before its predecessor. A gap is placed where it ends. */
function inTime(name: string, whats: readonly LogPiece['what'][]): LogPiece[] {
  let at = 0;
  const pieces: LogPiece[] = [];
  let waiting: Missing[] = [];
  for (const what of whats) {
    if (isMissing(what)) {
      waiting.push(what);
      continue;
    }
    const time = Date.parse(what.at);
    at = Number.isNaN(time) ? at : Math.max(at, time);
    for (const gap of waiting) pieces.push({ name, at, what: gap });
    waiting = [];
    pieces.push({ name, at, what });
  }
  return [...pieces, ...waiting.map((what) => ({ name, at, what }))];
}
