import { isMapping } from '../check/check-keys';
import type { YamlPath } from '../yaml/plain-value';
import type { YamlSource } from '../yaml/read-yaml';

/** Where a value was read: a path in a file. */
interface Origin {
  readonly source: YamlSource;
  readonly path: YamlPath;
}

/** A value that may be combined from several files and knows where each of its parts was read. */
export class Piece {
  private constructor(
    public readonly origin: Origin,
    private readonly read: unknown,
    private readonly parts?: ReadonlyMap<string | number, Piece>,
  ) {}

  /** The content of a file. */
  public static of(source: YamlSource): Piece {
    return new Piece({ source, path: [] }, source.value);
  }

  /** A value that is in no file; findings about it are reported at another piece. */
  public static literal(value: unknown, near: Piece): Piece {
    return new Piece(near.origin, value, isMapping(value) ? new Map() : undefined);
  }

  public static mapping(entries: Iterable<readonly [string, Piece]>, near: Piece): Piece {
    return new Piece(near.origin, {}, new Map(entries));
  }

  public static list(items: readonly Piece[], near: Piece): Piece {
    return new Piece(near.origin, [], new Map(items.entries()));
  }

  public get value(): unknown {
    if (this.parts === undefined) return this.read;
    if (Array.isArray(this.read)) return this.items.map((item) => item.value);
    return Object.fromEntries(this.entries.map(([key, entry]) => [key, entry.value]));
  }

  public get isMapping(): boolean {
    return isMapping(this.read);
  }

  public get isList(): boolean {
    return Array.isArray(this.read);
  }

  /** The entries of a mapping; empty for anything else. */
  public get entries(): readonly (readonly [string, Piece])[] {
    if (!isMapping(this.read)) return [];
    if (this.parts !== undefined) return [...this.parts] as [string, Piece][];
    return Object.keys(this.read).map((key) => [key, this.child(key) as Piece]);
  }

  /** The items of a list; empty for anything else. */
  public get items(): readonly Piece[] {
    if (!Array.isArray(this.read)) return [];
    return this.parts === undefined
      ? this.read.map((_, index) => this.child(index) as Piece)
      : [...this.parts.values()];
  }

  public child(key: string | number): Piece | undefined {
    if (this.parts !== undefined) return this.parts.get(key);
    if (typeof this.read !== 'object' || this.read === null || !Object.hasOwn(this.read, key)) return undefined;
    const { source, path } = this.origin;
    return new Piece({ source, path: [...path, key] }, (this.read as Record<string | number, unknown>)[key]);
  }

  /** A copy of the mapping with an entry replaced or removed. */
  public with(key: string, entry: Piece | undefined): Piece {
    const rest = new Map(this.entries);
    if (entry === undefined) rest.delete(key);
    else rest.set(key, entry);
    return Piece.mapping(rest, this);
  }
}
