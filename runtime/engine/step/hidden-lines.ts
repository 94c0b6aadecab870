import type { Masking } from './masking';

/** Lines of a stream without secret values, also where a long line comes in pieces and a value lies across their seam. */
export class HiddenLines {
  /** End of a line that goes on: a value may have begun in it. */
  private held = '';
  private inLine = false;

  public constructor(private readonly masking: Masking) {}

  /**
   * @param piece a line, or a piece of one.
   * @param goesOn whether more of the line follows.
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
