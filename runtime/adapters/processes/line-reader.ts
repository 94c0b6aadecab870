import { StringDecoder } from 'node:string_decoder';

/** Longest line handed on in one piece, in characters; a longer one comes in several. */
const LONGEST_LINE = 16 * 1024;

/** Cuts a stream of bytes into lines; characters that span two chunks stay whole. */
export class LineReader {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  public constructor(private readonly onLine: (line: string) => void) {}

  public push(chunk: Buffer): void {
    const lines = (this.rest + this.decoder.write(chunk)).split('\n');
    this.rest = lines.pop() as string;
    for (const line of lines) this.emit(line);
    while (this.rest.length > LONGEST_LINE) {
      this.onLine(this.rest.slice(0, LONGEST_LINE));
      this.rest = this.rest.slice(LONGEST_LINE);
    }
  }

  /** Hand on what is left without a line end. */
  public end(): void {
    const last = this.rest + this.decoder.end();
    this.rest = '';
    if (last !== '') this.emit(last);
  }

  private emit(line: string): void {
    this.onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  }
}
