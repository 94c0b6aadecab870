import { checkShape } from '../check/check-shape';
import { Report } from '../check/report';
import { COMPOSITION, compositionPart } from '../schema/composition';
import type { YamlSource } from '../yaml/read-yaml';
import { append } from './append';
import { checkValues } from './check-values';
import { inherit } from './inherit';
import { override } from './override';
import { withValues } from './parameter-lists';
import { type Naming, PartReader } from './part-reader';
import { Piece } from './piece';
import { PieceReport } from './piece-report';
import { select } from './select';
import type { SourceFiles } from './source-files';

/** Combines a file with those that it refers to, and collects findings about them. */
export class Composer {
  public readonly report = new PieceReport();
  public readonly reader: PartReader;
  /** Paths of the files that became part of the workflow, in reading order. */
  public readonly parts: string[] = [];

  public constructor(files: SourceFiles) {
    this.reader = new PartReader(files, this.report);
  }

  /**
   * The file combined with everything that it refers to.
   * @param chain paths of the files that led here, ending with this one.
   */
  public compose(source: YamlSource, chain: readonly string[]): Piece {
    if (!this.parts.includes(chain.at(-1)!)) this.parts.push(chain.at(-1)!);
    const file = Piece.of(source);
    if (file.isList) return Piece.mapping([['commands', file]], file);
    if (!file.isMapping || !COMPOSITION.some((key) => file.child(key) !== undefined)) return file;
    if (!this.isWellFormed(source)) return file;
    const own = COMPOSITION.reduce((piece, key) => piece.with(key, undefined), file);
    const whole = this.withImports(file, own, chain);
    return this.withTemplate(file, this.overBase(file, whole, chain), own, chain);
  }

  private withImports(file: Piece, own: Piece, chain: readonly string[]): Piece {
    const aliases = new Set<string>();
    let whole = own;
    for (const entry of file.child('imports')?.items ?? []) {
      const part = this.part({ key: 'path', piece: entry.child('path')!, byName: false }, chain);
      if (part === undefined) continue;
      whole = this.appended(whole, this.chosen(part, entry, aliases), own);
    }
    return whole;
  }

  /** The part of a file that an import takes. */
  private chosen(part: Piece, entry: Piece, aliases: Set<string>): Piece | undefined {
    const [alias, selective] = [entry.child('alias'), entry.child('selective')];
    if (alias === undefined) return selective === undefined ? part : this.report.orTold(select(part, selective));
    const name = String(alias.value);
    if (aliases.has(name)) this.report.error(`'alias' must be used once, got '${name}' again: choose another`, alias);
    aliases.add(name);
    if (selective !== undefined)
      this.report.warning("'selective' has no effect with 'alias': remove one of them", selective);
    if (part.child('commands') !== undefined)
      this.report.warning(
        "the steps of an import with 'alias' do not run: remove it to append them to this file's",
        alias,
      );
    const workflows = part.child('workflows');
    const renamed = workflows?.entries.map(([key, piece]) => [`${name}.${key}`, piece] as const);
    return Piece.mapping(renamed === undefined ? [] : [['workflows', Piece.mapping(renamed, workflows!)]], part);
  }

  private overBase(file: Piece, whole: Piece, chain: readonly string[]): Piece {
    const named = file.child('extends');
    const base = named && this.part({ key: 'extends', piece: named, byName: true }, chain);
    return base === undefined ? whole : inherit(whole, base);
  }

  private withTemplate(file: Piece, whole: Piece, own: Piece, chain: readonly string[]): Piece {
    const template = file.child('template');
    const source = template?.child('source');
    if (template === undefined || source === undefined) return whole;
    const part = this.part(
      source.isMapping
        ? { key: 'file', piece: source.child('file')!, byName: false }
        : { key: 'source', piece: source, byName: true },
      chain,
    );
    const fields = template.child('override');
    const values = template.child('with');
    const replaced = part && fields ? this.report.orTold(override(part, fields)) : part;
    if (replaced === undefined) return whole;
    if (values !== undefined) checkValues(this.report, values, replaced, whole);
    return this.appended(whole, values === undefined ? replaced : withValues(replaced, values), own);
  }

  private appended(whole: Piece, part: Piece | undefined, own: Piece): Piece {
    if (part === undefined) return whole;
    const { piece, clashes } = append(whole, part, own);
    for (const clash of clashes) this.report.error(clash.message, clash.piece);
    return piece;
  }

  /** The composed file that a key refers to; undefined after reporting that it cannot be used. */
  private part(naming: Naming, chain: readonly string[]): Piece | undefined {
    const read = this.reader.read(naming, chain);
    return read && this.compose(read.source, [...chain, read.path]);
  }

  private isWellFormed(source: YamlSource): boolean {
    const keys = Object.entries(source.value as object).filter(([key]) => COMPOSITION.includes(key));
    const report = new Report({ ...source, value: Object.fromEntries(keys) });
    const isWell = checkShape(report, compositionPart) !== undefined;
    this.report.findings.push(...report.findings);
    return isWell;
  }
}
