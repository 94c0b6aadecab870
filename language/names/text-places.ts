import type { KeyPositions, Position } from '../workflow';
import type { YamlPath } from '../yaml/plain-value';
import type { YamlSource } from '../yaml/read-yaml';

/** The mapping that a text belongs to. */
export interface TextOwner {
  readonly position: Position;
  readonly keys: KeyPositions;
}

/** Finds the positions of texts in a file, by the keys of their mappings or by where they start. */
export class TextPlaces {
  /** Paths of values by the position of their key, and of texts also by their own; built on first use. */
  private paths: ReadonlyMap<string, YamlPath> | undefined;

  public constructor(private readonly source: YamlSource) {}

  /** Position of a character in a text; that of its owner if the text is not found unchanged. */
  public positionOf(owner: TextOwner, text: string, offset: number): Position {
    this.paths ??= pathsByPlace(this.source);
    for (const position of [...Object.values(owner.keys), owner.position]) {
      const path = this.paths.get(placeKey(position));
      const holder = path && this.holderOf(path, text);
      if (holder) return this.source.within(holder, offset);
    }
    return owner.position;
  }

  /** The path of the text: the key's value or an entry in it, as in `test: { command: … }`. */
  private holderOf(path: YamlPath, text: string): YamlPath | undefined {
    const value = path.reduce<unknown>(
      (held, key) => (held as Record<string | number, unknown>)[key],
      this.source.value,
    );
    if (value === text) return path;
    if (typeof value !== 'object' || value === null) return undefined;
    const entry = Object.entries(value).find(([, held]) => held === text);
    return entry && [...path, Array.isArray(value) ? Number(entry[0]) : entry[0]];
  }
}

const placeKey = ({ file = '', line, column }: Position): string => `${line}:${column}:${file}`;

function pathsByPlace(source: YamlSource): ReadonlyMap<string, YamlPath> {
  const paths = new Map<string, YamlPath>();
  const visit = (value: unknown, path: YamlPath): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, entry] of Object.entries(value)) {
      const inner = [...path, Array.isArray(value) ? Number(key) : key];
      if (!Array.isArray(value)) paths.set(placeKey(source.atKey(inner)), inner);
      if (typeof entry === 'string') paths.set(placeKey(source.at(inner)), inner);
      visit(entry, inner);
    }
  };
  visit(source.value, []);
  return paths;
}
