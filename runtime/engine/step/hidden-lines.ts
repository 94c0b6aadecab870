import type { Masking } from './masking';

/** Masks secret values in a stream's lines, even if a long line comes in pieces and a value spans two of them. */
export class HiddenLines {
  /** End of an unfinished line, in which a value may have begun. */
  private held = '';
  private inLine = false;

  public constructor(private readonly masking: Masking) {}

  /**
   * @param piece a line, or a piece of one.
   * @param goesOn whether the line continues.
   * @returns what may be shown of it now.
   */
  public take(piece: string, goesOn: boolean): readonly string[] {
    const text = this.held + piece;
    const isRest = this.inLine;
    this.inLine = goesOn;
    const [shown, held] = goesOn ? this.masking.hideBeginning(text) : [this.masking.hide(text), ''];
    this.held = held;
    return shown === '' && (goesOn || isRest) ? [] : [shown];
  }
}
