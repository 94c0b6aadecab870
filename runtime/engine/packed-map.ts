import { PackedList, type Packing } from './packed-list';

/** Ids as the engine gives them, up to a number that is no waste of memory. */
const NUMBERED = /^item_(0|[1-9][0-9]{0,6})$/;

/** JSON values by the ids of items, in the order in which they were set first; kept as those of a {@link PackedList}. */
export class PackedMap<V> implements Iterable<readonly [string, V]> {
  /** Of an id that the engine gave, the number is enough. */
  private readonly list = new PackedList<readonly [string | number, unknown]>();
  /** By the number of an item, the index of its value and one; 0: it has none. */
  private numbered = new Int32Array(64);
  /** The same for ids of another form. */
  private readonly named = new Map<string, number>();
  private readonly deleted = new Set<number>();

  /** @param packing of values. Default: they are JSON values, written as such. */
  public constructor(
    entries: Iterable<readonly [string, V]> = [],
    private readonly packing?: Packing<V>,
  ) {
    for (const [id, value] of entries) this.set(id, value);
  }

  public get size(): number {
    return this.list.length - this.deleted.size;
  }

  public has(id: string): boolean {
    return this.indexOf(id) !== undefined;
  }

  public get(id: string): V | undefined {
    const index = this.indexOf(id);
    return index === undefined ? undefined : this.at(index)[1];
  }

  /** The entry that was set so many others later than the first; none may have been deleted. */
  public at(index: number): readonly [string, V] {
    const [id, packed] = this.list.at(index);
    const value = this.packing ? this.packing.unpack(packed as never) : (packed as V);
    return [typeof id === 'number' ? `item_${id}` : id, value];
  }

  public set(id: string, value: V): this {
    const index = this.indexOf(id);
    const entry = [Number(NUMBERED.exec(id)?.[1]) || id, this.packing ? this.packing.pack(value) : value] as const;
    if (index === undefined) this.place(id, this.list.push(entry) + 1);
    else this.list.replace(index, entry);
    return this;
  }

  public delete(id: string): boolean {
    const index = this.indexOf(id);
    if (index === undefined) return false;
    this.deleted.add(index);
    this.place(id, 0);
    return true;
  }

  /** Values of entries before one are asked for no more: their memory may go. None may have been set again. */
  public forget(before: number): void {
    this.list.forget(before);
  }

  public *[Symbol.iterator](): Generator<readonly [string, V]> {
    for (let index = 0; index < this.list.length; index += 1) if (!this.deleted.has(index)) yield this.at(index);
  }

  public *keys(): Generator<string> {
    for (const [id] of this) yield id;
  }

  public *values(): Generator<V> {
    for (const [, value] of this) yield value;
  }

  private indexOf(id: string): number | undefined {
    const [, number] = NUMBERED.exec(id) ?? [];
    const place = number === undefined ? this.named.get(id) : this.numbered[Number(number)];
    return place ? place - 1 : undefined;
  }

  private place(id: string, place: number): void {
    const [, number] = NUMBERED.exec(id) ?? [];
    if (number === undefined) this.named.set(id, place);
    else {
      this.reach(Number(number));
      this.numbered[Number(number)] = place;
    }
  }

  private reach(number: number): void {
    if (number < this.numbered.length) return;
    const { numbered } = this;
    this.numbered = new Int32Array(Math.max(number + 1, 2 * numbered.length));
    this.numbered.set(numbered);
  }
}
