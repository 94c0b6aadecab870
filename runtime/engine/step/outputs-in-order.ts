import { LastLines } from './last-lines';

/** Collects outputs that arrive in any order and puts them in order; keeps the tail, as much as fits. */
export class OutputsInOrder {
  private readonly lines: LastLines;
  private readonly waiting = new Map<number, string>();
  private next = 0;

  /** @param limit maximum number of characters to keep. */
  public constructor(limit: number) {
    this.lines = new LastLines(limit);
  }

  /** Add the output for a number; each number, from 0, must be added once. */
  public add(number: number, output: string): void {
    this.waiting.set(number, output);
    for (let text = this.waiting.get(this.next); text !== undefined; text = this.waiting.get(this.next)) {
      if (text !== '') this.lines.push(text.replace(/\n$/, ''));
      this.waiting.delete(this.next);
      this.next += 1;
    }
  }

  public text(): string {
    return this.lines.text();
  }
}
