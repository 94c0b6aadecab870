import pino, { type Logger } from 'pino';
import type { Log } from '../../ports/log';

/** JSON lines on stderr, one record each: what container logs are collected as. Written at once: pods die. */
export function pinoLog(fields: Readonly<Record<string, unknown>>): Log {
  const options = { base: { ...fields }, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: levelName } };
  return new PinoLog(pino(options, pino.destination({ dest: 2, sync: true })));
}

const levelName = (level: string): { level: string } => ({ level });

class PinoLog implements Log {
  public constructor(private readonly logger: Logger) {}

  public info(message: string, fields: Record<string, unknown> = {}): void {
    this.logger.info(fields, message);
  }

  public warn(message: string, fields: Record<string, unknown> = {}): void {
    this.logger.warn(fields, message);
  }

  public error(message: string, fields: Record<string, unknown> = {}): void {
    this.logger.error(fields, message);
  }

  public child(fields: Record<string, unknown>): Log {
    return new PinoLog(this.logger.child(fields));
  }
}
