/*
 * Just enough of the shell's grammar to know which `)` ends a `$(…)`, and where words are evaluated as arithmetic.
 * `commands.ts` feeds it words and operators.
 */

/** Words after which the next one is a command again. */
const OPENERS = new Set(['if', 'then', 'else', 'elif', 'do', 'while', 'until', '!', '{', 'time', 'for']);
/** Comparisons in `[[ … ]]` that evaluate both sides. */
const NUMERIC = new Set(['-eq', '-ne', '-lt', '-le', '-gt', '-ge']);

type Frame =
  | { readonly kind: 'parenthesis' }
  | { readonly kind: 'case'; state: 'subject' | 'in' | 'pattern' | 'body'; patternStarted: boolean }
  | { readonly kind: 'test'; numeric: boolean };

/** The reader's position in a list of commands. */
export class Grammar {
  /** The next word is a command or a reserved word. */
  public atCommand = true;
  /** The words of this command are arithmetic: `let`. */
  public evaluates = false;
  private readonly frames: Frame[] = [];

  /** A newline, `;`, `&` or `|`. */
  public separator(): void {
    const { top } = this;
    if (top?.kind === 'case' && top.state !== 'body') return;
    if (top?.kind === 'test') return;
    this.atCommand = true;
    this.evaluates = false;
  }

  /** `;;`, `;&` or `;;&`: the end of a case clause. */
  public endOfClause(): void {
    const { top } = this;
    this.separator();
    if (top?.kind !== 'case') return;
    top.state = 'pattern';
    top.patternStarted = false;
  }

  /** @param inWord it directly follows a word: a function, an array, or a pattern such as `@(a|b)`. */
  public openParenthesis(inWord: boolean): void {
    const { top } = this;
    if (top?.kind === 'case' && top.state === 'pattern' && !inWord) return;
    if (top?.kind !== 'test') this.frames.push({ kind: 'parenthesis' });
    this.atCommand = true;
  }

  /** @returns false if nothing is open that this `)` could close. */
  public closeParenthesis(): boolean {
    const { top } = this;
    this.evaluates = false;
    if (top?.kind === 'case' && top.state === 'pattern') {
      top.state = 'body';
      this.atCommand = true;
      return true;
    }
    if (top?.kind === 'test') return true;
    this.atCommand = false;
    if (top?.kind !== 'parenthesis') return false;
    this.frames.pop();
    return true;
  }

  /**
   * The end of a word.
   * @param word as written.
   * @returns which words have their references evaluated as arithmetic.
   */
  public word(word: string): 'none' | 'this' | 'this and previous and next' {
    const { top } = this;
    if (top?.kind === 'case' && top.state !== 'body') {
      this.caseWord(top, word);
      return 'none';
    }
    if (top?.kind === 'test') return this.testWord(top, word);
    const assignsElement = this.atCommand && /^[A-Za-z_]\w*\[/.test(word);
    if (this.atCommand) this.commandWord(word);
    return assignsElement || this.evaluates ? 'this' : 'none';
  }

  private get top(): Frame | undefined {
    return this.frames.at(-1);
  }

  private caseWord(frame: Frame & { kind: 'case' }, word: string): void {
    if (frame.state === 'subject') frame.state = 'in';
    else if (frame.state === 'in') frame.state = word === 'in' ? 'pattern' : 'in';
    else if (word === 'esac' && !frame.patternStarted) this.frames.pop();
    else frame.patternStarted = true;
    this.atCommand = false;
  }

  private testWord(frame: Frame & { kind: 'test' }, word: string): 'none' | 'this' | 'this and previous and next' {
    const evaluated = frame.numeric;
    frame.numeric = NUMERIC.has(word);
    if (word === ']]') this.frames.pop();
    if (frame.numeric) return 'this and previous and next';
    return evaluated ? 'this' : 'none';
  }

  private commandWord(word: string): void {
    if (OPENERS.has(word) || /^[A-Za-z_]\w*\+?=/.test(word)) return;
    this.atCommand = false;
    this.evaluates = word === 'let';
    if (word === 'case') this.frames.push({ kind: 'case', state: 'subject', patternStarted: false });
    if (word === '[[') this.frames.push({ kind: 'test', numeric: false });
    if (word === 'esac' && this.top?.kind === 'case') this.frames.pop();
  }
}
