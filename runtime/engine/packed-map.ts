import { PackedList, type Packing } from './packed-list';

/** Ids that the engine assigns, up to a number that wastes no memory. */
const NUMBERED = /^item_(0|[1-9][0-9]{0,6})$/;

/** JSON values by item id, in insertion order; stored like those of a {@link PackedList}. */
export class PackedMap<V> implements Iterable<readonly [string, V]> {
  /** For an id that the engine assigned, only its number is stored. */
  private readonly list = new PackedList<readonly [string | number, unknown]>();
  /** Index of the value plus one, by item number; 0: no value. */
  private numbered = new Int32Array(64);
  /** The same for other ids. */
  private readonly named = new Map<string, number>();
  private readonly deleted = new Set<number>();

  /** @param packing how values are packed. Default: as plain JSON. */
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

  /** The entry at an index in insertion order; none may have been deleted. */
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

  /** Allow the memory of entries before an index to be freed. None of them may have been set again. */
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
