import { type Reference, referenceAt } from '../references';
import type { Found, Occurrence, Quoting } from './occurrence';
import type { ShellText } from './shell-text';

/** Returns the text of a known reference, undefined for one that is left to the shell. */
export type Resolve = (reference: Reference) => string | undefined;

/** Maximum nesting of quotes and substitutions; more is a mistake and would overflow the stack. */
const MAX_DEPTH = 200;

/** A moving position in a shell text. */
export class Cursor {
  public at = 0;
  /** Reading stops here. */
  public end: number;

  public constructor(
    public readonly text: ShellText,
    private readonly resolve: Resolve,
    public readonly found: Found,
    /** Origins of `((` that turned out not to be arithmetic, so that they are tried only once. */
    public readonly notArithmetic: Set<number>,
    private depth = 0,
  ) {
    this.end = text.characters.length;
  }

  public get ended(): boolean {
    return this.at >= this.end;
  }

  /** The character `ahead` positions after this one; '' past the end. */
  public peek(ahead = 0): string {
    return this.at + ahead < this.end ? this.text.characters[this.at + ahead]! : '';
  }

  public sees(text: string): boolean {
    return this.at + text.length <= this.end && this.text.characters.startsWith(text, this.at);
  }

  /** Skip a backslash and the character it escapes. */
  public skipEscaped(): void {
    this.at = Math.min(this.at + 2, this.end);
  }

  /** A cursor over another text of the same script. */
  public over(text: ShellText): Cursor {
    return new Cursor(text, this.resolve, this.found, this.notArithmetic, this.depth + 1);
  }

  /** @throws Error if quotes and substitutions are nested too deeply. */
  public nested<Result>(read: () => Result): Result {
    this.depth++;
    if (this.depth > MAX_DEPTH) throw new Error(`'shell' must nest at most ${MAX_DEPTH} quotes and substitutions`);
    const result = read();
    this.depth--;
    return result;
  }

  /** Record the known reference that starts here and skip it; false if there is none. */
  public takeReference(quoting: Quoting, integer: boolean): boolean {
    const reference = referenceAt(this.text.characters, this.at);
    if (reference === undefined || this.at + reference.text.length > this.end) return false;
    const start = this.text.origin(this.at);
    const end = this.text.origin(this.at + reference.text.length);
    // There is an escape within it: `\$` in backquotes. Such a dollar sign belongs to the author.
    if (end - start !== reference.text.length) return false;
    const value = this.resolve(reference);
    if (value === undefined) return false;
    const evaluated = integer ? 'in expression' : 'no';
    const occurrence: Occurrence = { start, end, reference, value, quoting, evaluated, reopen: "'" };
    this.found.occurrences.push(occurrence);
    this.at += reference.text.length;
    return true;
  }
}
