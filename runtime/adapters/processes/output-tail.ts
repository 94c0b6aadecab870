/** Keeps the tail of a byte stream: memory stays below twice the limit however much a command prints. */
export class OutputTail {
  private chunks: Buffer[] = [];
  private size = 0;

  /** @param limit bytes to keep. */
  public constructor(private readonly limit: number) {}

  public push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.size > 2 * this.limit) this.compact();
  }

  /** The last bytes as text, without a partial character at the cut. */
  public text(): string {
    const whole = this.size <= this.limit;
    this.compact();
    const bytes = this.chunks[0] ?? Buffer.alloc(0);
    return bytes.subarray(whole ? 0 : firstCharacter(bytes)).toString('utf8');
  }

  private compact(): void {
    const all = Buffer.concat(this.chunks);
    const kept = Buffer.from(all.subarray(Math.max(0, all.length - this.limit)));
    this.chunks = [kept];
    this.size = kept.length;
  }
}

/** Offset of the first byte that is not a continuation byte of UTF-8. */
function firstCharacter(bytes: Buffer): number {
  let offset = 0;
  while (offset < Math.min(4, bytes.length) && ((bytes[offset] as number) & 0xc0) === 0x80) offset += 1;
  return offset;
}
