import type { z } from 'zod';
import type { Finding } from '../finding';
import { nearestName } from '../nearest-name';
import type { Place } from '../schema/place';
import type { YamlPath } from '../yaml/plain-value';
import type { YamlSource } from '../yaml/read-yaml';

/** Reads mappings of a workflow file by their {@link Place} and collects what is to be said about them. */
export class Reader {
  public readonly findings: Finding[] = [];

  public constructor(public readonly source: YamlSource) {}

  public error(message: string, path: YamlPath, at: 'key' | 'value' = 'value'): void {
    this.add('error', message, path, at);
  }

  /** `'<key>' must be <rule>, got <value>`, at the value. */
  public mustBe(rule: string, path: YamlPath, value: unknown): void {
    this.error(`${nameOf(path)} must be ${rule}, got ${shown(value)}`, path);
  }

  /**
   * The mapping at `path`, checked and with defaults; wrong values are left out, and the findings say which.
   * @returns undefined where it is no mapping or lacks a value that it must have.
   */
  public mapping<Shape extends z.ZodRawShape>(
    value: unknown,
    path: YamlPath,
    place: Place<Shape>,
  ): z.output<z.ZodObject<Shape>> | undefined {
    if (!isMapping(value)) {
      this.mustBe('a mapping', path, value);
      return undefined;
    }
    for (const key of Object.keys(value)) this.checkKey(key, [...path, key], place);
    const result = place.shape.safeParse(value);
    if (result.success) return result.data;
    // One complaint per key, the first; the other keys are read all the same, so that their complaints are heard too.
    const wrong = new Map(result.error.issues.toReversed().map((issue) => [String(issue.path[0]), issue]));
    for (const [key, issue] of wrong) this.mustBe(issue.message, [...path, key], value[key]);
    const others = Object.entries(value).filter(([key]) => !wrong.has(key));
    return place.shape.safeParse(Object.fromEntries(others)).data;
  }

  private checkKey(key: string, path: YamlPath, place: Place): void {
    const known = Object.keys(place.shape.shape);
    if (known.includes(key)) return;
    const misplaced = Object.entries(place.misplaced ?? {}).find(([name]) => name === key);
    if (misplaced) this.error(`'${key}' ${misplaced[1]}`, path, 'key');
    else if (place.unsupported.includes(key)) {
      this.error(`'${key}' is not supported yet: remove it, or run this file with a later version`, path, 'key');
    } else {
      const near = nearestName(key, [...known, ...place.unsupported]);
      const hint = near === undefined ? 'the format has no such key here' : `did you mean '${near}'?`;
      this.add('warning', `unknown key '${key}' is ignored: ${hint}`, path, 'key');
    }
  }

  private add(severity: Finding['severity'], message: string, path: YamlPath, at: 'key' | 'value'): void {
    const position = at === 'key' ? this.source.atKey(path) : this.source.at(path);
    this.findings.push({ severity, message, file: this.source.file, ...position });
  }
}

/** A mapping of the file, as opposed to a list or scalar. */
export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands at a path, as messages call it. */
function nameOf(path: YamlPath): string {
  const last = path.at(-1);
  if (last === undefined) return 'a workflow file';
  return typeof last === 'number' ? `step ${last + 1}` : `'${last}'`;
}

const MAX_SHOWN = 60;

/** A value as messages show it: JSON, cut where it is long. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const json = JSON.stringify(value);
  return json.length > MAX_SHOWN ? `${json.slice(0, MAX_SHOWN)}…` : json;
}
