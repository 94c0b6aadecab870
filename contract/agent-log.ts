/**
 * Log lines of agents. Each process of an agent numbers its lines from 1, in the field {@link LINE} of each, and ships them
 * to the workspace server, which keeps them on the claim; the same lines are in the log of its container.
 */

/** Field of a log line: its number. Written first, so that it is read without the rest. */
export const LINE = 'line';

/** Who wrote lines. */
export interface LogWriter {
  /** Index of the agent. */
  readonly index: number;
  readonly pod: string;
  /** When its process began to write, in milliseconds since 1970: tells processes of one pod apart. */
  readonly began: number;
}

/** Lines on their way: as often as it takes, in any order, each is kept once. */
export interface LogBatch extends Omit<LogWriter, 'pod'> {
  /** Number of the first line, the oldest that the agent still has: those before it are kept, or lost. */
  readonly first: number;
  /** Whole lines, without their ends. */
  readonly lines: readonly string[];
  /** The agent has said its last word with these. */
  readonly ended?: true;
}

export interface LogAnswer {
  /** Number of the last line that needs not be sent again. */
  readonly last: number;
}

/** A line of a kept log that says whose the lines after it are, and where they go on. */
export interface LogMark {
  readonly log: LogWriter & {
    /** Number of the next line; where it is not the one after the last, those in between are lost. */
    readonly next: number;
    /** No line follows, since the agent has said so. */
    readonly ended?: true;
  };
}

/** A line of what is read of kept logs: lines that are lost. */
export interface LogGap {
  readonly gap: { readonly from: number; readonly to: number };
}

/** Which kept lines are to be read. */
export interface LogQuery {
  /** Index of an agent. Default: every one. */
  readonly agent?: number;
  /** Pods. Default: every one. */
  readonly pods?: readonly string[];
  readonly item?: string;
  readonly phase?: string;
  /** Written at that time or later, in milliseconds since 1970. */
  readonly since?: number;
  /** Where an earlier reading broke off. */
  readonly after?: LogPlace;
}

/** A line in kept logs. */
export interface LogPlace {
  /** File of the log. */
  readonly log: string;
  /** Number of the line. */
  readonly line: number;
}

/** Last line of a reading that holds not all that was asked for: the next goes on from there. */
export interface LogMore {
  readonly more: LogPlace;
}

/** Bounds of logs on their way and at rest. */
export const LogLimit = {
  /** Bytes of lines that an agent keeps while the server is away. */
  BUFFER_BYTES: 8 * 1024 * 1024,
  /** Bytes of lines that travel together, one line more than that at most. */
  BATCH_BYTES: 512 * 1024,
  /** Bytes of lines of one process that the claim keeps, the newest: between half of them and all. */
  AGENT_BYTES: 64 * 1024 * 1024,
  /** Part of the claim that all of them may take. */
  CLAIM_SHARE: 0.1,
} as const;

/** The mark that a line is; undefined for one that is none. */
export function logMark(line: string): LogMark['log'] | undefined {
  if (!line.startsWith('{"log":')) return undefined;
  try {
    return (JSON.parse(line) as LogMark).log;
  } catch {
    return undefined;
  }
}

/** The number of a line; undefined for one that has none. */
export function lineNumber(line: string): number | undefined {
  const [, number] = NUMBERED.exec(line) ?? [];
  return number === undefined ? undefined : Number(number);
}

const NUMBERED = /^\{"line":(\d{1,15})[,}]/;
