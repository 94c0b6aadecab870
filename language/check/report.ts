import type { Finding } from '../finding';
import type { YamlPath } from '../yaml/plain-value';
import type { YamlSource } from '../yaml/read-yaml';

/** Maximum number of errors, and of warnings, reported per file: beyond that, the file has a bigger problem. */
export const MAX_FINDINGS = 100;

/** Collects the findings about a workflow file, each with its position. */
export class Report {
  private readonly errors: Finding[] = [];
  private readonly warnings: Finding[] = [];

  public constructor(public readonly source: YamlSource) {}

  /** Reported at the value of `path`, at its key, or at an offset within its text. */
  public error(message: string, path: YamlPath, at: 'key' | 'value' | { readonly offset: number } = 'value'): void {
    this.add('error', message, path, at);
  }

  public warning(message: string, path: YamlPath, at: 'key' | 'value' = 'key'): void {
    this.add('warning', message, path, at);
  }

  /** `'<key>' must be <rule>, got <value>`, at the value. */
  public mustBe(rule: string, path: YamlPath, value: unknown): void {
    this.error(`${nameOf(path)} must be ${rule}, got ${shown(value)}`, path);
  }

  /** Whether further findings of this severity would be dropped. */
  public isFull(severity: Finding['severity']): boolean {
    return this.listOf(severity).length >= MAX_FINDINGS;
  }

  public get hasErrors(): boolean {
    return this.errors.length > 0;
  }

  public get findings(): readonly Finding[] {
    return [...this.errors, ...this.warnings];
  }

  private add(
    severity: Finding['severity'],
    message: string,
    path: YamlPath,
    at: 'key' | 'value' | { readonly offset: number },
  ): void {
    if (this.isFull(severity)) return;
    const { source } = this;
    const position =
      at === 'key' ? source.atKey(path) : at === 'value' ? source.at(path) : source.within(path, at.offset);
    this.listOf(severity).push({ severity, message, file: source.file, ...position });
  }

  private listOf(severity: Finding['severity']): Finding[] {
    return severity === 'error' ? this.errors : this.warnings;
  }
}

/** Keys whose lists hold steps. */
const STEP_LISTS = new Set<string | number | undefined>([
  undefined,
  ...['commands', 'setup', 'reduce', 'merge', 'agent_template', 'do'],
  ...['on_success', 'on_failure', 'on_incomplete', 'validate'],
]);

/** What messages call the value at a path. */
export function nameOf(path: YamlPath): string {
  const last = path.at(-1);
  if (last === undefined) return 'a workflow file';
  if (typeof last === 'string') return `'${last}'`;
  const holder = path.findLast((part) => typeof part === 'string');
  return STEP_LISTS.has(holder) ? `step ${last + 1}` : `entry ${last + 1} of '${holder}'`;
}

const MAX_SHOWN = 60;

/** A value as messages show it: JSON, truncated if long. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const json = JSON.stringify(typeof value === 'string' ? value.slice(0, MAX_SHOWN + 1) : value);
  return json.length > MAX_SHOWN ? `${json.slice(0, MAX_SHOWN)}…` : json;
}
