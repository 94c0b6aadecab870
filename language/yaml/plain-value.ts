import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import { YamlLimit } from './limits';

/** Keys and indexes from the document's root to a value. */
export type YamlPath = readonly (string | number)[];

/** Where a value is in the text, and how it is written. */
export interface YamlPlace {
  /** Offset of the value. */
  readonly value: number;
  /** Offset of its key, for values of mappings. */
  readonly key: number | undefined;
  /** A scalar as written, without its quotes. */
  readonly source: string | undefined;
}

/** Thrown while a document is converted to plain values; caught by `readYaml`. */
export class UnusableYaml extends Error {
  public constructor(
    message: string,
    public readonly offset: number,
  ) {
    super(message);
  }
}

/** Converts a composed document into plain values and records the position of each. */
export class PlainValues {
  /** Positions by {@link pathKey}. */
  public readonly places = new Map<string, YamlPlace>();
  /** Nodes by anchor, for the part of the document read so far: a later anchor hides an earlier one with its name. */
  private readonly anchors = new Map<string, Node>();
  private expanding = 0;

  public constructor(
    private readonly document: Document,
    private readonly what: string,
  ) {}

  /** @throws UnusableYaml if the document contains something that JSON cannot represent, or too much. */
  public read(): unknown {
    return this.value(this.document.contents, [], undefined, 0);
  }

  private value(node: Node | null, path: YamlPath, key: number | undefined, fallback: number): unknown {
    const offset = node?.range?.[0] ?? key ?? fallback;
    const scalar = isScalar(node) ? node : undefined;
    this.places.set(pathKey(path), { value: offset, key, source: scalar?.source });
    if (this.places.size > YamlLimit.VALUES)
      this.refuse(`at most ${YamlLimit.VALUES} values, aliases included`, offset);
    if (path.length > YamlLimit.DEPTH)
      this.refuse(`at most ${YamlLimit.DEPTH} levels of nesting, aliases included`, offset);
    if (isAlias(node)) return this.alias(node.source, path, key, offset);
    if (node?.anchor && this.expanding === 0) this.anchors.set(node.anchor, node);
    if (isMap<Node, Node | null>(node)) return this.mapping(node.items, path, offset);
    if (isSeq<Node>(node))
      return node.items.map((item, index) => this.value(item, [...path, index], undefined, offset));
    return this.scalar(scalar?.value ?? null, offset);
  }

  private mapping(pairs: readonly { key: Node; value: Node | null }[], path: YamlPath, offset: number): unknown {
    const names = new Set<string>();
    const entries = pairs.map(({ key, value }) => {
      const keyOffset = key?.range?.[0] ?? offset;
      if (!isScalar(key)) this.refuse('plain text as keys', keyOffset);
      const name = String(key.value ?? '');
      // Checked here because the composer would compare every key with every other.
      if (names.has(name)) throw new UnusableYaml('not valid YAML: Map keys must be unique', keyOffset);
      names.add(name);
      return [name, this.value(value, [...path, name], keyOffset, keyOffset)] as const;
    });
    // `fromEntries` defines own properties, even for `__proto__`: nothing here reaches a prototype.
    return Object.fromEntries(entries);
  }

  private scalar(value: unknown, offset: number): unknown {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    return this.refuse('text, finite numbers, true, false and null as values', offset);
  }

  private alias(name: string, path: YamlPath, key: number | undefined, offset: number): unknown {
    const target = this.anchors.get(name) ?? this.refuse(`an anchor for each alias, none is called '${name}'`, offset);
    this.expanding++;
    const value = this.value(target, path, key, offset);
    this.expanding--;
    return value;
  }

  private refuse(rule: string, offset: number): never {
    throw new UnusableYaml(`${this.what} must have ${rule}`, offset);
  }
}

/** A path as a map key; JSON, since keys may contain any character. */
export const pathKey = (path: YamlPath): string => JSON.stringify(path);
