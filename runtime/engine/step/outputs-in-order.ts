import { LastLines } from './last-lines';

/** Outputs of what ends in any order, in the order of their numbers; the end of them, as much as fits. */
export class OutputsInOrder {
  private readonly lines: LastLines;
  private readonly waiting = new Map<number, string>();
  private next = 0;

  /** @param limit characters to keep. */
  public constructor(limit: number) {
    this.lines = new LastLines(limit);
  }

  /** The output of one number, each from 0 on once. */
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
