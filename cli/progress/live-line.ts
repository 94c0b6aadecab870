import type { Notice } from '../../runtime/ports/notice';
import type { Terminal } from '../terminal';
import { RunView } from './run-view';

/** Milliseconds between two drawings, at least: faster nobody reads. */
const SHORTEST = 100;
/** Milliseconds between two drawings where nothing happens: rate and time go on. */
const LONGEST = 1000;

/** Erase what is right of the cursor. */
const ERASE = '\u001b[K';

/** One line at the foot of a person's terminal that says where the run stands; other lines scroll by above it. */
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

  /** Take notice, and draw: at once, or where that was done just now a moment later. */
  public take(notice: Notice): void {
    this.view.take(notice);
    if (this.now() - this.drawnAt >= SHORTEST) this.draw();
    else if (!this.over) this.due ??= setTimeout(() => this.draw(), SHORTEST).unref();
  }

  /** Write a line above. */
  public above(line: string): void {
    this.clear();
    this.terminal.progress(`${line}\n`);
  }

  /** Take the line away; the next notice brings it back. */
  public clear(): void {
    if (this.shown) this.terminal.progress(`\r${ERASE}`);
    this.shown = false;
  }

  /** Take the line away for good. */
  public end(): void {
    this.over = true;
    clearInterval(this.timer);
    clearTimeout(this.due);
    this.clear();
  }

  /** In one piece, over what was there: no moment without a line. The last column stays free, or the terminal wraps. */
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
