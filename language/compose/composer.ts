import { isMapping } from '../check/check-keys';
import { checkShape } from '../check/check-shape';
import { Report } from '../check/report';
import type { Finding } from '../finding';
import { nearestName } from '../nearest-name';
import { COMPOSITION, compositionPart } from '../schema/composition';
import { YamlLimit } from '../yaml/limits';
import { readYaml, type YamlSource } from '../yaml/read-yaml';
import { append } from './append';
import { inherit } from './inherit';
import { override } from './override';
import { declarationsIn, withValues } from './parameter-lists';
import { Piece } from './piece';
import { select } from './select';
import { type FoundFile, findFile, type SourceFiles } from './source-files';

/** Files that lead to one another; deeper is a mistake. */
const MAX_DEPTH = 16;
/** Files that a workflow may be composed of, each as often as it is named. */
const MAX_FILES = 256;

/** Puts a file together with those that it names, and collects what is to be said about them. */
export class Composer {
  public readonly findings: Finding[] = [];
  /** Text of every file that was read, by its name in messages. */
  public readonly texts = new Map<string, string>();
  /** Paths of the files that became part of the workflow, in the order of their reading. */
  public readonly parts: string[] = [];
  private readonly paths = new Map<YamlSource, string>();
  private read = 0;
  private values = 0;
  private bytes = 0;
  /** What files hold, by path; undefined for those that cannot be used, which was said. */
  private readonly sources = new Map<string, YamlSource | undefined>();

  public constructor(private readonly files: SourceFiles) {}

  /**
   * The file with all that it names.
   * @param chain paths of the files that led here, itself last.
   */
  public compose(source: YamlSource, chain: readonly string[]): Piece {
    this.paths.set(source, chain.at(-1)!);
    if (!this.parts.includes(chain.at(-1)!)) this.parts.push(chain.at(-1)!);
    const file = Piece.of(source);
    if (file.isList) return Piece.mapping([['commands', file]], file);
    if (!file.isMapping || !COMPOSITION.some((key) => file.child(key) !== undefined)) return file;
    if (!this.isWellFormed(source)) return file;
    const own = COMPOSITION.reduce((piece, key) => piece.with(key, undefined), file);
    const whole = this.withImports(file, own, chain);
    return this.withTemplate(file, this.overBase(file, whole, chain), own, chain);
  }

  /** Say something about a piece, at its value. */
  public error(message: string, piece: Piece): void {
    const { source, path } = piece.origin;
    this.findings.push({ severity: 'error', message, file: source.file, ...source.at(path) });
  }

  /** The file that a piece names, or undefined where that was said to be none. */
  public find(key: string, named: Piece, byName: boolean): FoundFile | undefined {
    const from = this.paths.get(named.origin.source) ?? this.files.path;
    const text = String(named.value);
    const found = findFile(this.files, from, text, byName);
    if (typeof found !== 'string') return found;
    this.error(`'${key}' must name a workflow file, got '${text}': ${found}`, named);
    return undefined;
  }

  private withImports(file: Piece, own: Piece, chain: readonly string[]): Piece {
    const aliases = new Set<string>();
    let whole = own;
    for (const entry of file.child('imports')?.items ?? []) {
      const part = this.part('path', entry.child('path')!, chain, false);
      if (part === undefined) continue;
      whole = this.appended(whole, this.chosen(part, entry, aliases), own);
    }
    return whole;
  }

  /** What an import takes of its file. */
  private chosen(part: Piece, entry: Piece, aliases: Set<string>): Piece | undefined {
    const [alias, selective] = [entry.child('alias'), entry.child('selective')];
    if (alias === undefined) return selective === undefined ? part : this.orTold(select(part, selective));
    const name = String(alias.value);
    if (aliases.has(name)) this.error(`'alias' must be used once, got '${name}' again: choose another`, alias);
    aliases.add(name);
    if (selective !== undefined) this.warning("'selective' means nothing with 'alias': remove one of them", selective);
    if (part.child('commands') !== undefined)
      this.warning("the steps of an import with 'alias' do not run: remove it to append them to this file's", alias);
    const workflows = part.child('workflows');
    const renamed = workflows?.entries.map(([key, piece]) => [`${name}.${key}`, piece] as const);
    return Piece.mapping(renamed === undefined ? [] : [['workflows', Piece.mapping(renamed, workflows!)]], part);
  }

  private overBase(file: Piece, whole: Piece, chain: readonly string[]): Piece {
    const named = file.child('extends');
    const base = named && this.part('extends', named, chain, true);
    return base === undefined ? whole : inherit(whole, base);
  }

  private withTemplate(file: Piece, whole: Piece, own: Piece, chain: readonly string[]): Piece {
    const template = file.child('template');
    const source = template?.child('source');
    if (template === undefined || source === undefined) return whole;
    const [path, byName] = source.isMapping ? [source.child('file')!, false] : [source, true];
    const part = this.part(byName ? 'source' : 'file', path, chain, byName);
    const fields = template.child('override');
    const values = template.child('with');
    const replaced = part && fields ? this.orTold(override(part, fields)) : part;
    if (replaced === undefined) return whole;
    if (values !== undefined) this.checkValues(values, replaced, whole);
    return this.appended(whole, values === undefined ? replaced : withValues(replaced, values), own);
  }

  /** Values must be for something, and are values: nothing in them is looked up. */
  private checkValues(values: Piece, template: Piece, whole: Piece): void {
    const names = [
      ...declarationsIn(template.child('parameters')).keys(),
      ...['defaults', 'env'].flatMap((key) => (template.child(key)?.entries ?? []).map(([name]) => name)),
    ];
    const own = declarationsIn(whole.child('parameters'));
    for (const [name, value] of values.entries) {
      const near = nearestName(name, names);
      if (own.has(name))
        this.error(`'with' must leave parameters of this file alone, got '${name}': remove one of them`, value);
      else if (template.child('parameters') !== undefined && !names.includes(name))
        this.error(
          `'with' must have parameters of the template, got '${name}': ${near ? `did you mean '${near}'?` : `it has ${names.join(', ') || 'none'}`}`,
          value,
        );
      if (typeof value.value === 'string' && value.value.includes('${'))
        this.warning("'with' holds values: what looks like a reference stays as it is written", value);
    }
  }

  private appended(whole: Piece, part: Piece | undefined, own: Piece): Piece {
    if (part === undefined) return whole;
    const { piece, clashes } = append(whole, part, own);
    for (const clash of clashes) this.error(clash.message, clash.piece);
    return piece;
  }

  /** The composed file that a key names; undefined where there is none that can be used, which was said. */
  private part(key: string, named: Piece, chain: readonly string[], byName: boolean): Piece | undefined {
    const found = this.find(key, named, byName);
    if (found === undefined) return undefined;
    const { path, text } = found;
    const fault = this.faultOf(path, chain);
    if (fault !== undefined) {
      this.error(`'${key}' must ${fault}`, named);
      return undefined;
    }
    const source = this.sourceOf(key, named, path, text);
    if (source === undefined) return undefined;
    const { value } = source;
    this.values += countOf(value);
    if (this.values > YamlLimit.VALUES) {
      this.error(`'${key}' must lead to at most ${YamlLimit.VALUES} values in all, got more in ${path}`, named);
      return undefined;
    }
    if (isMapping(value) && value.mode === 'mapreduce') {
      this.error(
        `'${key}' must name a standard file, got ${path} with 'mode: mapreduce': only those are composed`,
        named,
      );
      return undefined;
    }
    if (isMapping(value) || Array.isArray(value)) return this.compose(source, [...chain, path]);
    this.error(`'${key}' must name a list of steps or a mapping, got another form in ${path}`, named);
    return undefined;
  }

  /** What a file holds; each is read once, however often it is named. */
  private sourceOf(key: string, named: Piece, path: string, text: string): YamlSource | undefined {
    if (this.sources.has(path)) return this.sources.get(path);
    this.sources.set(path, undefined);
    this.bytes += Buffer.byteLength(text);
    if (this.bytes > YamlLimit.BYTES) {
      this.error(`'${key}' must lead to at most ${YamlLimit.BYTES} bytes in all files, got more in ${path}`, named);
      return undefined;
    }
    const file = this.files.nameOf?.(path) ?? path;
    this.texts.set(file, text);
    const yaml = readYaml(text, file);
    this.findings.push(...(yaml.ok ? yaml.warnings : yaml.errors));
    if (yaml.ok) this.sources.set(path, yaml.source);
    return this.sources.get(path);
  }

  private faultOf(path: string, chain: readonly string[]): string | undefined {
    this.read += 1;
    if (chain.includes(path))
      return `not lead back to a file that names this one, got ${path}: ${[...chain, path].join(' > ')}`;
    if (chain.length > MAX_DEPTH) return `lead through at most ${MAX_DEPTH} files, got another: write fewer layers`;
    if (this.read > MAX_FILES) return `be one of at most ${MAX_FILES} files, got another: name each file less often`;
    return undefined;
  }

  private isWellFormed(source: YamlSource): boolean {
    const keys = Object.entries(source.value as object).filter(([key]) => COMPOSITION.includes(key));
    const report = new Report({ ...source, value: Object.fromEntries(keys) });
    const isWell = checkShape(report, compositionPart) !== undefined;
    this.findings.push(...report.findings);
    return isWell;
  }

  private orTold(result: Piece | { readonly message: string; readonly piece: Piece }): Piece | undefined {
    if (result instanceof Piece) return result;
    this.error(result.message, result.piece);
    return undefined;
  }

  private warning(message: string, piece: Piece): void {
    const { source, path } = piece.origin;
    this.findings.push({ severity: 'warning', message, file: source.file, ...source.atKey(path) });
  }
}

/** Values in a value, itself included. */
const countOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, inner) => sum + countOf(inner), 1)
    : 1;
