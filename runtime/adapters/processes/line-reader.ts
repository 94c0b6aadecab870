import { StringDecoder } from 'node:string_decoder';

/** Characters of a line that are handed on in one piece when nothing says otherwise. */
const LONGEST_LINE = 16 * 1024;

/** Cuts a stream of bytes into lines; characters that span two chunks stay whole. */
export class LineReader {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  /**
   * @param onLine is told of each line, or piece of one, and whether the line goes on.
   * @param longest characters of a line that are handed on in one piece; a longer one comes in several.
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

  /** Hand on what is left without a line end. */
  public end(): void {
    const last = this.rest + this.decoder.end();
    this.rest = '';
    if (last !== '') this.emit(last);
  }

  private emit(line: string): void {
    this.onLine(this.inPieces(line.endsWith('\r') ? line.slice(0, -1) : line), false);
  }

  /** Hand on what is too long for one piece. @returns what is left of it. */
  private inPieces(line: string): string {
    let rest = line;
    for (; rest.length > this.longest; rest = rest.slice(this.longest)) this.onLine(rest.slice(0, this.longest), true);
    return rest;
  }
}
