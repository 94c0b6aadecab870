import { isMapping } from '../check/check-keys';
import { YamlLimit } from '../yaml/limits';
import { readYaml, type YamlSource } from '../yaml/read-yaml';
import type { Piece } from './piece';
import type { PieceReport } from './piece-report';
import { type FoundFile, findFile, type SourceFiles } from './source-files';

/** Longest chain of files that refer to one another; a deeper one is a mistake. */
const MAX_DEPTH = 16;
/** Maximum number of references to files in a composition, counting repeats. */
const MAX_FILES = 256;

/** A key that refers to a file, and its value. */
export interface Naming {
  readonly key: string;
  readonly piece: Piece;
  /** Whether the file may be named without folder and extension. */
  readonly byName: boolean;
}

/** Reads referenced files, each only once, within limits that bound the cost of a composition. */
export class PartReader {
  /** Text of every file that was read, by its name in messages. */
  public readonly texts = new Map<string, string>();
  /** Parsed files by path; undefined for those that were reported as unusable. */
  private readonly sources = new Map<string, YamlSource | undefined>();
  private readonly paths = new Map<YamlSource, string>();
  private named = 0;
  private values = 0;
  private bytes = 0;

  public constructor(
    private readonly files: SourceFiles,
    private readonly report: PieceReport,
  ) {}

  /** The file that a key refers to; undefined after reporting that there is none. */
  public find({ key, piece, byName }: Naming): FoundFile | undefined {
    const from = this.paths.get(piece.origin.source) ?? this.files.path;
    const text = String(piece.value);
    const found = findFile(this.files, from, text, byName);
    if (typeof found !== 'string') return found;
    this.report.error(`'${key}' must name a workflow file, got '${text}': ${found}`, piece);
    return undefined;
  }

  /**
   * The content of the file that a key refers to; undefined after reporting that it cannot be composed.
   * @param chain paths of the files that led here.
   */
  public read(naming: Naming, chain: readonly string[]): { path: string; source: YamlSource } | undefined {
    const found = this.find(naming);
    if (found === undefined) return undefined;
    const { path, text } = found;
    const wayFault = this.faultOfWay(path, chain);
    const source = wayFault === undefined ? this.sourceOf(naming, path, text) : undefined;
    const fault = wayFault ?? (source && this.faultOfContent(path, source.value));
    if (fault !== undefined) this.report.error(`'${naming.key}' must ${fault}`, naming.piece);
    return source === undefined || fault !== undefined ? undefined : { path, source };
  }

  private faultOfWay(path: string, chain: readonly string[]): string | undefined {
    this.named += 1;
    if (chain.includes(path))
      return `not lead back to a file that names this one, got ${path}: ${[...chain, path].join(' > ')}`;
    if (chain.length > MAX_DEPTH) return `lead through at most ${MAX_DEPTH} files, got another: write fewer layers`;
    if (this.named > MAX_FILES) return `be one of at most ${MAX_FILES} files, got another: name each file less often`;
    return undefined;
  }

  private faultOfContent(path: string, value: unknown): string | undefined {
    this.values += countOf(value);
    if (this.values > YamlLimit.VALUES) return `lead to at most ${YamlLimit.VALUES} values in all, got more in ${path}`;
    if (isMapping(value) && value.mode === 'mapreduce')
      return `name a standard file, got ${path} with 'mode: mapreduce': only those are composed`;
    if (isMapping(value) || Array.isArray(value)) return undefined;
    return `name a list of steps or a mapping, got another form in ${path}`;
  }

  private sourceOf({ key, piece }: Naming, path: string, text: string): YamlSource | undefined {
    if (this.sources.has(path)) return this.sources.get(path);
    this.sources.set(path, undefined);
    this.bytes += Buffer.byteLength(text);
    if (this.bytes > YamlLimit.BYTES) {
      const message = `'${key}' must lead to at most ${YamlLimit.BYTES} bytes in all files, got more in ${path}`;
      this.report.error(message, piece);
      return undefined;
    }
    const file = this.files.nameOf?.(path) ?? path;
    this.texts.set(file, text);
    const yaml = readYaml(text, file);
    this.report.findings.push(...(yaml.ok ? yaml.warnings : yaml.errors));
    if (!yaml.ok) return undefined;
    this.sources.set(path, yaml.source);
    this.paths.set(yaml.source, path);
    return yaml.source;
  }
}

/** Number of values nested in a value, including itself. */
const countOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, inner) => sum + countOf(inner), 1)
    : 1;
