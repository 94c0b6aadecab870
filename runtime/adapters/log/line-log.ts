import type { Log } from '../../ports/log';
import { printable } from './printable';

/** Plain lines for a person at a terminal: what happens, warnings and errors; not what steps print. */
export class LineLog implements Log {
  public constructor(private readonly print: (line: string) => void) {}

  public info(message: string, fields: Record<string, unknown> = {}): void {
    if (fields.stream === undefined) this.print(printable(message));
  }

  public warn(message: string): void {
    this.print(`warning: ${printable(message)}`);
  }

  public error(message: string): void {
    this.print(`error: ${printable(message)}`);
  }

  public child(): Log {
    return this;
  }
}
