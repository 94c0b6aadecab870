import type { Finding } from '../finding';
import { Piece } from './piece';

/** What is wrong with a piece. */
export interface Fault {
  readonly message: string;
  readonly piece: Piece;
}

/** Collects what is to be said about pieces, each with its place in the file that it was read from. */
export class PieceReport {
  public readonly findings: Finding[] = [];

  /** At the value. */
  public error(message: string, { origin: { source, path } }: Piece): void {
    this.findings.push({ severity: 'error', message, file: source.file, ...source.at(path) });
  }

  /** At the key. */
  public warning(message: string, { origin: { source, path } }: Piece): void {
    this.findings.push({ severity: 'warning', message, file: source.file, ...source.atKey(path) });
  }

  /** A result that is none is told of, and undefined. */
  public orTold(result: Piece | Fault): Piece | undefined {
    if (result instanceof Piece) return result;
    this.error(result.message, result.piece);
    return undefined;
  }
}
