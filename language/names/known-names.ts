import { nearestName } from '../nearest-name';

/** What stands behind a name: anything, or these fields, as of an object that the engine makes. */
export type Fields = 'any' | readonly string[];

/** Most names that a misspelt one is compared with. */
const MAX_COMPARED = 200;

/** Names that references may have at a place of a workflow: those of the place, and those of the places around it. */
export class KnownNames {
  private readonly own = new Map<string, Fields>();

  public constructor(
    names: Readonly<Record<string, Fields>>,
    private readonly around?: KnownNames,
  ) {
    this.add(names);
  }

  /** A place within this one, with names of its own. */
  public within(names: Readonly<Record<string, Fields>>): KnownNames {
    return new KnownNames(names, this);
  }

  /** From here on these are known too. */
  public add(names: Readonly<Record<string, Fields>>): void {
    for (const [name, fields] of Object.entries(names)) this.own.set(name, together(this.own.get(name), fields));
  }

  public has(path: readonly string[]): boolean {
    const [name, field] = path as [string, string | undefined];
    const fields = this.fieldsOf(name);
    if (fields === 'any' || (fields !== undefined && (field === undefined || fields.includes(field)))) return true;
    // Captures may have dots in their names.
    return path.some((_, index) => index > 0 && this.fieldsOf(path.slice(0, index + 1).join('.')) !== undefined);
  }

  /** Fields of a name; undefined where the name is unknown. */
  public fieldsOf(name: string): Fields | undefined {
    const [own, around] = [this.own.get(name), this.around?.fieldsOf(name)];
    return own === undefined ? around : together(around, own);
  }

  /** What the author of an unknown path probably meant; undefined where nothing is near. */
  public nearest(path: readonly string[]): string | undefined {
    const [name, ...rest] = path as [string, ...string[]];
    const fields = this.fieldsOf(name);
    if (fields !== undefined && fields !== 'any') {
      const field = nearestName(rest[0] ?? '', fields);
      return field && [name, field, ...rest.slice(1)].join('.');
    }
    const near = nearestName(name, this.all().slice(0, MAX_COMPARED));
    return near && [near, ...rest].join('.');
  }

  private all(): string[] {
    return [...this.own.keys(), ...(this.around?.all() ?? [])];
  }
}

const together = (one: Fields | undefined, other: Fields): Fields =>
  one === 'any' || other === 'any' ? 'any' : [...new Set([...(one ?? []), ...other])];
