import type { Log } from '../../ports/log';
import { printable } from './printable';

/** What a line is about, so that readers can filter. */
export interface LineAbout {
  readonly level: 'info' | 'warn' | 'error';
  /** Id of the item that the line is about; undefined: the run as a whole. */
  readonly item?: string;
}

export type PrintLine = (line: string, about: LineAbout) => void;

/** Plain lines for a person at a terminal: events, warnings and errors, but not the output of steps. */
export class LineLog implements Log {
  public constructor(
    private readonly print: PrintLine,
    private readonly own: Readonly<Record<string, unknown>> = {},
  ) {}

  public info(message: string, fields: Record<string, unknown> = {}): void {
    if (fields.stream === undefined) this.say('', message, this.about('info', fields));
  }

  public warn(message: string, fields: Record<string, unknown> = {}): void {
    this.say('warning: ', message, this.about('warn', fields));
  }

  public error(message: string, fields: Record<string, unknown> = {}): void {
    this.say('error: ', message, this.about('error', fields));
  }

  public child(fields: Record<string, unknown>): Log {
    return new LineLog(this.print, { ...this.own, ...fields });
  }

  /** Lines of items that are processed at the same time must be told apart. */
  private say(mark: string, message: string, about: LineAbout): void {
    const subject = about.item === undefined || message.split(/\W+/).includes(about.item) ? '' : `${about.item}: `;
    this.print(`${mark}${subject}${printable(message)}`, about);
  }

  private about(level: LineAbout['level'], fields: Record<string, unknown>): LineAbout {
    const { item } = { ...this.own, ...fields };
    return typeof item === 'string' ? { level, item } : { level };
  }
}
