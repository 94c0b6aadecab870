/** Keeps the last lines of an output, up to a total size. */
export class LastLines {
  private readonly lines: string[] = [];
  private first = 0;
  private size = 0;

  /** @param limit maximum number of characters to keep. */
  public constructor(private readonly limit: number) {}

  public push(line: string): void {
    this.lines.push(line);
    this.size += line.length + 1;
    while (this.size > this.limit) {
      this.size -= (this.lines[this.first] as string).length + 1;
      this.lines[this.first] = '';
      this.first += 1;
    }
    if (this.first * 2 > this.lines.length) this.first -= this.lines.splice(0, this.first).length;
  }

  public text(): string {
    return this.lines
      .slice(this.first)
      .map((line) => `${line}\n`)
      .join('');
  }
}
