import type { Terminal } from '../terminal';

/** Erases from the cursor to the end of the screen. */
const ERASE_BELOW = '\u001b[J';

/** Shows successive texts: each replaces the previous one on an interactive terminal, otherwise follows below it. */
export class Repaint {
  private rows = 0;

  public constructor(private readonly terminal: Pick<Terminal, 'out' | 'columns' | 'outInteractive'>) {}

  public show(text: string): void {
    const { terminal, rows } = this;
    const back = terminal.outInteractive && rows > 0 ? `\u001b[${rows}A\r${ERASE_BELOW}` : '';
    terminal.out(`${back}${text}`);
    this.rows = rowsOf(text, terminal.columns());
  }
}

/** Screen rows that a text takes: longer lines wrap. */
const rowsOf = (text: string, columns: number): number =>
  text
    .split('\n')
    .slice(0, -1)
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0);
