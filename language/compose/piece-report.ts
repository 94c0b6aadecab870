import type { Finding } from '../finding';
import { Piece } from './piece';

/** An error about a piece. */
export interface Fault {
  readonly message: string;
  readonly piece: Piece;
}

/** Collects findings about pieces, each with its position in the file that it was read from. */
export class PieceReport {
  public readonly findings: Finding[] = [];

  /** Reported at the value. */
  public error(message: string, { origin: { source, path } }: Piece): void {
    this.findings.push({ severity: 'error', message, file: source.file, ...source.at(path) });
  }

  /** Reported at the key. */
  public warning(message: string, { origin: { source, path } }: Piece): void {
    this.findings.push({ severity: 'warning', message, file: source.file, ...source.atKey(path) });
  }

  /** Pass on a piece; report a fault and return undefined. */
  public orTold(result: Piece | Fault): Piece | undefined {
    if (result instanceof Piece) return result;
    this.error(result.message, result.piece);
    return undefined;
  }
}
