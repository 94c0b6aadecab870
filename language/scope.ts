import { lengthOf } from './expressions/functions';
import { ownValue } from './own-value';
import type { Reference, ReferenceFilter } from './references';

/** The values that references resolve to: JSON values by name. */
export class Scope {
  /**
   * @param values JSON values by name. Names may contain dots: `{ 'shell.output': 'x' }` and `{ shell: { output: 'x'
   *   } }` both resolve `${shell.output}`; the longest name wins. Only own properties count.
   */
  public constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  /**
   * The text of a reference.
   * @returns undefined if it is not set: then the reference stays as written.
   */
  public resolve(reference: Reference): string | undefined {
    const value = this.valueOf(reference);
    return value === undefined ? undefined : written(value, reference);
  }

  /** The value of a reference with filters and fallback applied; undefined if it is not set. */
  public valueOf(reference: Reference): unknown {
    const { path, filters, fallback } = reference;
    const value = filters.reduce(filtered, this.lookup(path));
    if (fallback === undefined) return value;
    return value === undefined || written(value, reference) === '' ? fallback.text : value;
  }

  /** The value at a path; undefined if there is none. */
  public lookup(path: readonly string[]): unknown {
    for (let length = path.length; length > 0; length--) {
      const start = ownValue(this.values, path.slice(0, length).join('.'));
      const value = path.slice(length).reduce(ownValue, start);
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

const written = (value: unknown, reference: Reference): string =>
  Array.isArray(value) && isListOfFiles(reference) ? value.map(renderValue).join(' ') : renderValue(value);

/** Lists from git (`step.…`, `workflow.…`) and of files (globs): commands take these separated by blanks. */
const isListOfFiles = ({ path, filters }: Reference): boolean =>
  path[0] === 'step' || path[0] === 'workflow' || filters.at(-1)?.kind === 'glob';

function filtered(value: unknown, filter: ReferenceFilter): unknown {
  if (value === undefined) return undefined;
  const list = typeof value === 'string' ? [value] : Array.isArray(value) ? value : undefined;
  if (filter.kind === 'length') return lengthOf(value) ?? lengthOf(renderValue(value));
  if (filter.kind === 'json') return JSON.stringify(value);
  if (filter.kind === 'glob') return list?.filter((entry) => typeof entry === 'string' && filter.glob.foundIn(entry));
  const separator = filter.kind === 'lines' ? '\n' : ',';
  return list?.map(renderValue).join(separator) ?? renderValue(value);
}

/**
 * A JSON value as text: strings unchanged, null as empty, a list of strings joined by `, `, anything else as compact
 * JSON.
 */
export function renderValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string'))
    return value.join(', ');
  return JSON.stringify(value);
}
