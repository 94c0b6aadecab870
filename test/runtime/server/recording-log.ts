import type { Log } from '../../../runtime/ports/log';

/** Keeps every line; PRODIGY_TEST_LOG=1 prints them too. */
export class RecordingLog implements Log {
  public readonly lines: string[] = [];

  public info(message: string): void {
    this.add('info', message);
  }

  public warn(message: string): void {
    this.add('warn', message);
  }

  public error(message: string): void {
    this.add('error', message);
  }

  public child(): Log {
    return this;
  }

  private add(level: string, message: string): void {
    this.lines.push(`${level}: ${message}`);
    if (process.env.PRODIGY_TEST_LOG) process.stderr.write(`${level}: ${message}\n`);
  }
}
