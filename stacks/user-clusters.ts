import { formatFinding } from '../language/finding';
import { nearestName } from '../language/nearest-name';
import type { YamlPath } from '../language/yaml/plain-value';
import { readYaml, type YamlSource } from '../language/yaml/read-yaml';
import type { FactPath } from './fact-paths';
import type { Layer, PlacedFact } from './overlay';
import { FACT_OF_KEY, factValue, secretFact, secretKey } from './user-keys';

/** The clusters in a user's file. */
export interface UserClusters {
  /** Facts by name of the cluster, each with its line and column. */
  readonly clusters: ReadonlyMap<string, Layer>;
  /** Valid input that is probably a mistake: `file:line:column: message`. */
  readonly warnings: readonly string[];
}

/**
 * Read `kubernetes.yaml`: clusters are under `clusters:` or, as in the configuration of local runs, under `execution:`.
 * Its `mode` has no effect: a run goes to a cluster if `--cluster` names one.
 *
 * @param file its name, for messages and origins.
 * @throws Error listing every problem as file:line:column.
 */
export function parseUserClusters(text: string, file: string): UserClusters {
  const yaml = readYaml(text, file, 'a file of clusters');
  if (!yaml.ok) throw new Error(yaml.errors.map(formatFinding).join('\n'));
  const reader = new ClusterReader(yaml.source);
  const clusters = reader.clusters();
  if (reader.errors.length > 0) throw new Error(reader.errors.join('\n'));
  return { clusters, warnings: reader.warnings };
}

type Mapping = Record<string, unknown>;

/** Walks the file, tracking positions, and collects errors instead of stopping at the first. */
class ClusterReader {
  public readonly errors: string[] = [];
  public readonly warnings: string[] = [];

  public constructor(private readonly source: YamlSource) {}

  public clusters(): Map<string, Layer> {
    const top = this.mapping([], ['clusters', 'execution'], this.source.value ?? {});
    const execution = this.mapping(['execution'], ['mode', 'worktree_dir', 'kubernetes', 'clusters'], top.execution);
    const kubernetes = this.mapping(['execution', 'kubernetes'], ['clusters'], execution.kubernetes);
    this.checkExecution(execution);
    const found = new Map<string, Layer>();
    this.addClusters(found, ['clusters'], top.clusters);
    this.addClusters(found, ['execution', 'clusters'], execution.clusters);
    this.addClusters(found, ['execution', 'kubernetes', 'clusters'], kubernetes.clusters);
    return found;
  }

  private checkExecution({ mode, worktree_dir: worktrees }: Mapping): void {
    const path = ['execution', 'mode'];
    if (mode !== undefined && mode !== 'local' && mode !== 'kubernetes')
      this.mustBe(path, 'local or kubernetes', mode, 'remove it; a run is on a cluster where --cluster names one');
    if (worktrees !== undefined && worktrees !== WORKTREES)
      this.mustBe(['execution', 'worktree_dir'], WORKTREES, worktrees, 'remove it; local runs have no other folder');
  }

  private addClusters(found: Map<string, Layer>, path: YamlPath, value: unknown): void {
    for (const [name, cluster] of Object.entries(this.mapping(path, undefined, value))) {
      const at = [...path, name];
      if (!CLUSTER_NAME.test(name))
        this.error(at, `a cluster's name must be lower-case letters, digits and dashes, got ${name}: rename it`, 'key');
      else if (found.has(name))
        this.error(at, `'${name}' must be described once, got a second time: keep the one under 'clusters'`, 'key');
      else found.set(name, this.layer(at, cluster));
    }
  }

  private layer(path: YamlPath, value: unknown): Layer {
    const facts = new Map<string, PlacedFact>();
    this.addKeys(facts, path, [], value);
    const size = facts.get('repositoryCache.size');
    if (size && !facts.get('repositoryCache.repositories')?.value) {
      this.warnings.push(`${size.origin}: 'cache_size' has no effect unless 'cache_repositories' lists repositories`);
      facts.delete('repositoryCache.size');
    }
    return facts;
  }

  /** The keys of one group: those with a known meaning, nested groups, and the secrets. */
  private addKeys(facts: Map<string, PlacedFact>, cluster: YamlPath, group: FactPath, value: unknown): void {
    const known = keysIn(group);
    for (const [key, inner] of Object.entries(this.mapping([...cluster, ...group], known, value))) {
      const keys = [...group, key];
      if (!known.includes(key)) continue;
      if (keys[0] === 'secrets') this.addSecrets(facts, [...cluster, key], inner);
      else if (FACT_OF_KEY[keys.join('.')] === undefined) this.addKeys(facts, cluster, keys, inner);
      else this.addFact(facts, cluster, keys, inner);
    }
  }

  private addFact(facts: Map<string, PlacedFact>, cluster: YamlPath, keys: FactPath, value: unknown): void {
    const at = [...cluster, ...keys];
    const name = FACT_OF_KEY[keys.join('.')]!;
    const said = factValue(name, value, this.source.written(at));
    if (facts.has(name))
      this.error(at, `'${keys.at(-1)}' must be given once, got a second name for it: remove one`, 'key');
    else if (said.warning) this.warnings.push(this.line(at, said.warning));
    else facts.set(name, { path: name.split('.'), value: said.value, origin: this.place(at) });
  }

  private addSecrets(facts: Map<string, PlacedFact>, path: YamlPath, value: unknown): void {
    for (const [key, source] of Object.entries(this.mapping(path, undefined, value))) {
      const at = [...path, key];
      const said = secretFact(this.mapping(at, undefined, source));
      for (const { key: wrong, message } of said.wrong) this.error(wrong ? [...at, wrong] : at, message);
      const name = secretKey(key);
      if (facts.has(`secrets.${name}`))
        this.error(at, `'${key}' must be given once, got a second name for it: remove one`, 'key');
      facts.set(`secrets.${name}`, { path: ['secrets', name], value: said.value, origin: this.place(at) });
    }
  }

  /** The mapping at a path, empty if there is none; unknown keys are errors. */
  private mapping(path: YamlPath, known: readonly string[] | undefined, value: unknown): Mapping {
    if (value === undefined || value === null) return {};
    if (typeof value !== 'object' || Array.isArray(value)) {
      this.mustBe(path, 'a mapping', value, 'write keys and values');
      return {};
    }
    for (const key of Object.keys(value)) if (known && !known.includes(key)) this.unknownKey([...path, key], known);
    return value as Mapping;
  }

  private unknownKey(path: YamlPath, known: readonly string[]): void {
    const key = String(path.at(-1));
    const near = nearestName(key, known);
    const hint = near === undefined ? `known here are ${known.join(', ')}` : `did you mean '${near}'?`;
    this.error(path, `'${key}' must be a key that is known here, got ${key}: ${hint}`, 'key');
  }

  private mustBe(path: YamlPath, rule: string, value: unknown, wayOut: string): void {
    const name = path.length === 0 ? 'a file of clusters' : `'${path.at(-1)}'`;
    // People put the secret itself where a reference belongs, so no message repeats the value.
    const shown = path.includes('secrets') ? 'something else' : JSON.stringify(value);
    this.error(path, `${name} must be ${rule}, got ${shown}: ${wayOut}`);
  }

  private error(path: YamlPath, message: string, at: 'key' | 'value' = 'value'): void {
    this.errors.push(this.line(path, message, at));
  }

  private line(path: YamlPath, message: string, at: 'key' | 'value' = 'value'): string {
    return `${this.place(path, at)}: ${message}`;
  }

  private place(path: YamlPath, at: 'key' | 'value' = 'value'): string {
    const { line, column } = at === 'key' ? this.source.atKey(path) : this.source.at(path);
    return `${this.source.file}:${line}:${column}`;
  }
}

/** The fixed folder of local runs' checkouts. */
const WORKTREES = '~/.prodigy/worktrees';

const CLUSTER_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Keys allowed in a group of a cluster's keys. */
function keysIn(group: FactPath): string[] {
  const under = Object.keys(FACT_OF_KEY)
    .map((keys) => keys.split('.'))
    .filter((keys) => group.every((name, index) => keys[index] === name));
  const names = under.map((keys) => keys[group.length]!);
  return [...new Set(group.length === 0 ? [...names, 'secrets'] : names)];
}
