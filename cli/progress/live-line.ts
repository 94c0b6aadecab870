import type { Notice } from '../../runtime/ports/notice';
import type { Terminal } from '../terminal';
import { RunView } from './run-view';

/** Minimum milliseconds between two redraws: nobody reads faster. */
const SHORTEST = 100;
/** Milliseconds between two redraws when nothing happens: rate and time go on. */
const LONGEST = 1000;

/** Erases to the right of the cursor. */
const ERASE = '\u001b[K';

/** A status line at the bottom of an interactive terminal; other lines scroll by above it. */
export class LiveLine {
  private readonly view = new RunView();
  private readonly timer: NodeJS.Timeout;
  private due: NodeJS.Timeout | undefined;
  private drawnAt = 0;
  private shown = false;
  private over = false;

  public constructor(
    private readonly terminal: Pick<Terminal, 'progress' | 'columns'>,
    private readonly now: () => number,
  ) {
    this.timer = setInterval(() => this.draw(), LONGEST);
    this.timer.unref();
  }

  /** Take a notice and redraw: at once, or shortly after the last redraw. */
  public take(notice: Notice): void {
    this.view.take(notice);
    if (this.now() - this.drawnAt >= SHORTEST) this.draw();
    else if (!this.over) this.due ??= setTimeout(() => this.draw(), SHORTEST).unref();
  }

  /** Print a line above the status line. */
  public above(line: string): void {
    this.clear();
    this.terminal.progress(`${line}\n`);
  }

  /** Remove the line; the next notice brings it back. */
  public clear(): void {
    if (this.shown) this.terminal.progress(`\r${ERASE}`);
    this.shown = false;
  }

  /** Remove the line permanently. */
  public end(): void {
    this.over = true;
    clearInterval(this.timer);
    clearTimeout(this.due);
    this.clear();
  }

  /** Overwrites the line in one write, so it never flickers. The last column stays free, or the terminal would wrap. */
  private draw(): void {
    if (this.over) return;
    clearTimeout(this.due);
    this.due = undefined;
    this.drawnAt = this.now();
    const text = this.view.line(this.drawnAt);
    this.terminal.progress(`\r${text.slice(0, Math.max(0, this.terminal.columns() - 1))}${ERASE}`);
    this.shown = true;
  }
}
