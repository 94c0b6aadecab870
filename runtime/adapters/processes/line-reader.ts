import { StringDecoder } from 'node:string_decoder';

/** Default maximum number of characters of a line that are passed on in one piece. */
const LONGEST_LINE = 16 * 1024;

/** Cuts a stream of bytes into lines; characters that span two chunks stay whole. */
export class LineReader {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  /**
   * @param onLine receives each line, or piece of one, and whether the line continues.
   * @param longest maximum number of characters per piece; longer lines come in several pieces.
   */
  public constructor(
    private readonly onLine: (line: string, goesOn: boolean) => void,
    private readonly longest = LONGEST_LINE,
  ) {}

  public push(chunk: Buffer): void {
    const [first, ...others] = this.decoder.write(chunk).split('\n');
    this.rest += first;
    for (const line of others) {
      this.emit(this.rest);
      this.rest = line;
    }
    this.rest = this.inPieces(this.rest);
  }

  /** Pass on the rest, which has no line end. */
  public end(): void {
    const last = this.rest + this.decoder.end();
    this.rest = '';
    if (last !== '') this.emit(last);
  }

  private emit(line: string): void {
    this.onLine(this.inPieces(line.endsWith('\r') ? line.slice(0, -1) : line), false);
  }

  /** Pass on full pieces of a long line. @returns the rest. */
  private inPieces(line: string): string {
    let rest = line;
    for (; rest.length > this.longest; rest = rest.slice(this.longest)) this.onLine(rest.slice(0, this.longest), true);
    return rest;
  }
}
