/** A more compact representation of values. */
export interface Packing<T> {
  /** @returns a JSON value. */
  readonly pack: (value: T) => unknown;
  readonly unpack: (packed: never) => T;
}

/** Size of a memory block shared by many values, in bytes. */
const PIECE = 256 * 1024;
/** Size of each of the first blocks, in bytes: most runs have few items. */
const FIRST_PIECE = 4 * 1024;
const FULL_AFTER = 16;
/** Initial capacity, in values. */
const FEW = 64;

/**
 * A list of JSON values, stored as text outside the heap: a run may have 100,000 items whose data is rarely read.
 * Reading returns a new copy each time.
 */
export class PackedList<T> implements Iterable<T> {
  /** Undefined once its values are no longer needed. */
  private readonly pieces: (Buffer | undefined)[] = [];
  /** Bytes used in the last piece. */
  private used = 0;
  /** Positions of values: bytes from the start of the first piece, each piece counted as `PIECE`. */
  private starts = new Float64Array(FEW);
  private lengths = new Uint32Array(FEW);
  private count = 0;

  /** @param packing how values are packed. Default: as plain JSON. */
  public constructor(private readonly packing?: Packing<T>) {}

  public get length(): number {
    return this.count;
  }

  /** @returns the index of the new value. */
  public push(value: T): number {
    if (this.count === this.starts.length) this.grow();
    this.count += 1;
    this.replace(this.count - 1, value);
    return this.count - 1;
  }

  /** Replace a value; the old text stays in memory as long as the list. */
  public replace(index: number, value: T): void {
    const text = JSON.stringify(this.packing ? this.packing.pack(value) : value);
    const length = Buffer.byteLength(text);
    if (this.used + length > (this.pieces.at(-1)?.length ?? 0)) {
      this.pieces.push(Buffer.alloc(Math.max(length, this.pieces.length < FULL_AFTER ? FIRST_PIECE : PIECE)));
      this.used = 0;
    }
    this.pieces.at(-1)?.write(text, this.used);
    this.starts[index] = (this.pieces.length - 1) * PIECE + this.used;
    this.lengths[index] = length;
    this.used += length;
  }

  /** Allow the memory of values before an index to be freed. None of them may have been replaced. */
  public forget(before: number): void {
    const first = before < this.count ? Math.floor((this.starts[before] as number) / PIECE) : this.pieces.length - 1;
    for (let index = first - 1; index >= 0 && this.pieces[index]; index -= 1) this.pieces[index] = undefined;
  }

  /** The value at an index from {@link push}. */
  public at(index: number): T {
    const start = this.starts[index] as number;
    const offset = start % PIECE;
    const piece = this.pieces[Math.floor(start / PIECE)] as Buffer;
    const packed = JSON.parse(piece.toString('utf8', offset, offset + (this.lengths[index] as number)));
    return this.packing ? this.packing.unpack(packed as never) : packed;
  }

  /** Up to `most` values, starting at an index. */
  public page(from: number, most: number): T[] {
    const count = Math.max(0, Math.min(most, this.count - from));
    return Array.from({ length: count }, (_, index) => this.at(from + index));
  }

  public *[Symbol.iterator](): Generator<T> {
    for (let index = 0; index < this.count; index += 1) yield this.at(index);
  }

  private grow(): void {
    const [starts, lengths] = [this.starts, this.lengths];
    this.starts = new Float64Array(2 * this.count);
    this.lengths = new Uint32Array(2 * this.count);
    this.starts.set(starts);
    this.lengths.set(lengths);
  }
}
