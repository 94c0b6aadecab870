import type { Log } from '../../../../runtime/ports/log';

export interface Line {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Keeps what is logged. */
export class RecordingLog implements Log {
  public constructor(
    public readonly lines: Line[] = [],
    private readonly own: Readonly<Record<string, unknown>> = {},
  ) {}

  public info(message: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'info', message, fields: { ...this.own, ...fields } });
  }

  public warn(message: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'warn', message, fields: { ...this.own, ...fields } });
  }

  public error(message: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'error', message, fields: { ...this.own, ...fields } });
  }

  public child(fields: Record<string, unknown>): Log {
    return new RecordingLog(this.lines, { ...this.own, ...fields });
  }

  public messages(level?: Line['level']): string[] {
    return this.lines.filter((line) => level === undefined || line.level === level).map(({ message }) => message);
  }
}
