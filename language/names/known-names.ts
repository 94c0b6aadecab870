import { nearestName } from '../nearest-name';

/** The fields of a name: any, or a fixed list for objects that the engine creates. */
export type Fields = 'any' | readonly string[];

/** Maximum number of names to compare a misspelled one with. */
const MAX_COMPARED = 200;

/** Names that are available at a place in a workflow: its own and those of enclosing places. */
export class KnownNames {
  private readonly own = new Map<string, Fields>();

  public constructor(
    names: Readonly<Record<string, Fields>>,
    private readonly around?: KnownNames,
  ) {
    this.add(names);
  }

  /** A nested place with additional names. */
  public within(names: Readonly<Record<string, Fields>>): KnownNames {
    return new KnownNames(names, this);
  }

  /** Make names available from here on. */
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

  /** Fields of a name; undefined if the name is unknown. */
  public fieldsOf(name: string): Fields | undefined {
    const [own, around] = [this.own.get(name), this.around?.fieldsOf(name)];
    return own === undefined ? around : together(around, own);
  }

  /** What the author of an unknown path probably meant; undefined if nothing is similar. */
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
