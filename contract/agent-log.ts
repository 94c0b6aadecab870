/**
 * Log lines of agents. Each agent process numbers its lines from 1 in the field {@link LINE} and ships them to the
 * workspace server, which keeps them on the claim. The container's own log has the same lines.
 */

/** Field with a log line's number. It comes first, so it can be read without parsing the rest. */
export const LINE = 'line';

/** The process that wrote a log line. */
export interface LogWriter {
  /** Index of the agent. */
  readonly index: number;
  readonly pod: string;
  /** When the process began to write, in milliseconds since 1970; distinguishes processes of the same pod. */
  readonly began: number;
}

/** A batch of log lines. It may be sent repeatedly and in any order; each line is kept once. */
export interface LogBatch extends Omit<LogWriter, 'pod'> {
  /** Number of the first line, the oldest that the agent still has: earlier ones have been kept or lost. */
  readonly first: number;
  /** Whole lines, without line breaks. */
  readonly lines: readonly string[];
  /** These are the agent's last lines. */
  readonly ended?: true;
}

export interface LogAnswer {
  /** Number of the last line that need not be sent again. */
  readonly last: number;
}

/** A line of a kept log that says who wrote the lines after it, and which number they continue from. */
export interface LogMark {
  readonly log: LogWriter & {
    /** Number of the next line; if it does not follow the last one, the lines in between are lost. */
    readonly next: number;
    /** No line follows: the agent has sent its last. */
    readonly ended?: true;
  };
}

/** A line in the output of reading kept logs: these lines are lost. */
export interface LogGap {
  readonly gap: { readonly from: number; readonly to: number };
}

/** Which kept lines to read. */
export interface LogQuery {
  /** Index of an agent. Default: all. */
  readonly agent?: number;
  /** Pods. Default: all. */
  readonly pods?: readonly string[];
  readonly item?: string;
  readonly phase?: string;
  /** Only lines written at or after this time, in milliseconds since 1970. */
  readonly since?: number;
  /** Where an earlier reading stopped. */
  readonly after?: LogPlace;
}

/** A line in kept logs. */
export interface LogPlace {
  /** File of the log. */
  readonly log: string;
  /** Number of the line. */
  readonly line: number;
}

/** Last line of an incomplete reading: the next one continues from there. */
export interface LogMore {
  readonly more: LogPlace;
}

/** Limits of logs in transit and in storage. */
export const LogLimit = {
  /** Bytes of lines that an agent buffers while the server is unavailable. */
  BUFFER_BYTES: 8 * 1024 * 1024,
  /** Bytes of lines in one batch; the last line may exceed it. */
  BATCH_BYTES: 512 * 1024,
  /** Bytes of lines of one process that the claim keeps: the newest, between half of this and all of it. */
  AGENT_BYTES: 64 * 1024 * 1024,
  /** Share of the claim that all logs together may take. */
  CLAIM_SHARE: 0.1,
} as const;

/** The mark in a line; undefined if the line is not a mark. */
export function logMark(line: string): LogMark['log'] | undefined {
  if (!line.startsWith('{"log":')) return undefined;
  try {
    return (JSON.parse(line) as LogMark).log;
  } catch {
    return undefined;
  }
}

/** The number of a line; undefined if it has none. */
export function lineNumber(line: string): number | undefined {
  const [, number] = NUMBERED.exec(line) ?? [];
  return number === undefined ? undefined : Number(number);
}

const NUMBERED = /^\{"line":(\d{1,15})[,}]/;
