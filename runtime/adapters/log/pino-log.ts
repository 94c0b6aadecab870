import pino, { type DestinationStream, type Logger } from 'pino';
import { LOG_LEVELS, type LogLevel } from '../../../contract/environment';
import type { Log } from '../../ports/log';

export interface PinoLogOptions {
  /** Added to every line. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Log level from the environment: lines below it are not written. Default: `info`. */
  readonly level?: string;
  /** Default: {@link standardError}. */
  readonly destination?: DestinationStream;
}

/** Written synchronously: pods can die at any time. */
export const standardError = (): DestinationStream => pino.destination({ dest: 2, sync: true });

/** JSON lines, one record each, as log collectors expect them. */
export function pinoLog({ fields, level, destination }: PinoLogOptions): Log {
  const options = {
    level: levelOf(level),
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: levelName },
  };
  const log = new PinoLog(pino(options, destination ?? standardError()), fields);
  if (level !== undefined && level !== options.level)
    log.warn(`'PRODIGY_LOG_LEVEL' must be one of ${LOG_LEVELS.join(', ')}, got ${level}: using 'info'`);
  return log;
}

const levelOf = (level: string | undefined): LogLevel => LOG_LEVELS.find((known) => known === level) ?? 'info';

const levelName = (level: string): { level: string } => ({ level });

/** Merges the fields itself: pino would write a field twice if a child overrides its parent's. */
class PinoLog implements Log {
  public constructor(
    private readonly logger: Logger,
    private readonly own: Readonly<Record<string, unknown>>,
  ) {}

  public info(message: string, fields?: Record<string, unknown>): void {
    this.logger.info({ ...this.own, ...fields }, message);
  }

  public warn(message: string, fields?: Record<string, unknown>): void {
    this.logger.warn({ ...this.own, ...fields }, message);
  }

  public error(message: string, fields?: Record<string, unknown>): void {
    this.logger.error({ ...this.own, ...fields }, message);
  }

  public child(fields: Record<string, unknown>): Log {
    return new PinoLog(this.logger, { ...this.own, ...fields });
  }
}
