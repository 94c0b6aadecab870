import { formatFinding } from '../language/finding';
import { nearestName } from '../language/nearest-name';
import type { YamlPath } from '../language/yaml/plain-value';
import { readYaml, type YamlSource } from '../language/yaml/read-yaml';
import { DECIDED, DECISIONS, type Decisions, type DiffPolicy } from '../review/diff/decision';

/**
 * Read which findings of `diff` need a human decision or block a merge, and what a run may cost: `decisions:` and
 * `budget:` for every target, `targets:` for single ones.
 *
 * @param file its name, for messages.
 * @throws Error listing every problem as file:line:column.
 */
export function parseDiffPolicy(text: string, file: string): DiffPolicy {
  const yaml = readYaml(text, file, 'a policy of diff');
  if (!yaml.ok) throw new Error(yaml.errors.map(formatFinding).join('\n'));
  const reader = new PolicyReader(yaml.source);
  const policy = reader.policy();
  if (reader.errors.length > 0) throw new Error(reader.errors.join('\n'));
  return policy;
}

/** Collects errors instead of stopping at the first. */
class PolicyReader {
  public readonly errors: string[] = [];

  public constructor(private readonly source: YamlSource) {}

  public policy(): DiffPolicy {
    const top = this.mapping([], this.source.value, ['decisions', 'budget', 'targets']);
    const targets = Object.entries(this.mapping(['targets'], top.targets));
    return {
      decisions: this.decisions(['decisions'], this.mapping(['decisions'], top.decisions, DECIDED)),
      budget: this.budget(['budget'], top.budget),
      targets: Object.fromEntries(targets.map(([name, value]) => [name, this.target(['targets', name], value)])),
    };
  }

  private target(path: YamlPath, value: unknown) {
    const { budget, ...decisions } = this.mapping(path, value, [...DECIDED, 'budget']);
    return { ...this.decisions(path, decisions), budget: this.budget([...path, 'budget'], budget) };
  }

  private budget(path: YamlPath, value: unknown): number | undefined {
    if (value === undefined) return undefined;
    if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value;
    this.error(path, `'budget' must be an amount of money, got ${text(value)}: write a number that is 0 or more`);
    return undefined;
  }

  private decisions(path: YamlPath, value: Record<string, unknown>): Decisions {
    const entries = Object.entries(value);
    for (const [verdict, decision] of entries)
      if (!DECISIONS.some((known) => known === decision))
        this.error(
          [...path, verdict],
          `'${verdict}' must be one of ${DECISIONS.join(', ')}, got ${text(decision)}: write one of them`,
        );
    return Object.fromEntries(entries);
  }

  private mapping(path: YamlPath, value: unknown, known?: readonly string[]): Record<string, unknown> {
    if (value === undefined || value === null) return {};
    if (typeof value !== 'object' || Array.isArray(value)) {
      this.error(path, `'${path.at(-1) ?? 'policy'}' must be a mapping, got ${text(value)}: write keys and values`);
      return {};
    }
    for (const key of Object.keys(value)) if (known && !known.includes(key)) this.unknown([...path, key], known);
    return value as Record<string, unknown>;
  }

  private unknown(path: YamlPath, known: readonly string[]): void {
    const key = String(path.at(-1));
    const near = nearestName(key, known);
    const hint = near === undefined ? `known here are ${known.join(', ')}` : `did you mean '${near}'?`;
    this.error(path, `'${key}' must be a key that is known here, got ${key}: ${hint}`);
  }

  private error(path: YamlPath, message: string): void {
    const { file } = this.source;
    const { line, column } = this.source.atKey(path);
    this.errors.push(`${file}:${line}:${column}: ${message}`);
  }
}

const text = (value: unknown): string => JSON.stringify(value);
