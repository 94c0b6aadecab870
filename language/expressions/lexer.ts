import { GrammarError } from '../parsed';

/** A token of an expression. */
export interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'operator' | 'end';
  /** As written; for quoted text its content. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const BLANK = /\s*/y;
const NAME = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const OPERATOR = /&&|\|\||==|=~|!=|>=|<=|\$\{|[=!<>()[\],.}]/y;

/** Splits an expression into tokens, one at a time. */
export class Lexer {
  private peeked: Token | undefined;

  public constructor(
    public readonly text: string,
    private at = 0,
  ) {}

  public peek(): Token {
    this.peeked ??= this.read();
    return this.peeked;
  }

  public take(): Token {
    const token = this.peek();
    this.peeked = undefined;
    this.at = token.end;
    return token;
  }

  /** Consume an operator if it comes next. */
  public accepts(operator: string): boolean {
    const { kind, text } = this.peek();
    if (kind !== 'operator' || text !== operator) return false;
    this.take();
    return true;
  }

  /** @throws GrammarError if a different token comes next. */
  public expect(operator: string): void {
    if (!this.accepts(operator)) throw this.unexpected(`'${operator}'`);
  }

  /** Continue after a part that the caller has read itself. */
  public skipTo(offset: number): void {
    this.peeked = undefined;
    this.at = offset;
  }

  /** The error that something other than `wanted` was found. */
  public unexpected(wanted: string): GrammarError {
    const { kind, text, start } = this.peek();
    const got = kind === 'end' ? 'the end' : kind === 'text' ? JSON.stringify(text) : `'${text}'`;
    return new GrammarError(`must have ${wanted} at character ${start + 1}, got ${got}`, start);
  }

  private read(): Token {
    const start = this.at + this.match(BLANK, this.at)!.length;
    const character = this.text[start];
    if (character === undefined) return { kind: 'end', text: '', start, end: start };
    if (character === "'" || character === '"') return this.readText(character, start);
    for (const [kind, form] of FORMS) {
      const text = this.match(form, start);
      if (text !== undefined) return { kind, text, start, end: start + text.length };
    }
    const shown = String.fromCodePoint(this.text.codePointAt(start)!);
    throw new GrammarError(`must have no '${shown}' at character ${start + 1}`, start);
  }

  /** A backslash escapes a quote or a backslash; anywhere else it is a plain character: `'\.rs$'`. */
  private readText(quote: string, start: number): Token {
    let text = '';
    for (let at = start + 1; at < this.text.length; at++) {
      const character = this.text[at]!;
      if (character === quote) return { kind: 'text', text, start, end: at + 1 };
      const next = this.text[at + 1];
      const escapes = character === '\\' && (next === "'" || next === '"' || next === '\\');
      if (escapes) at++;
      text += escapes ? next : character;
    }
    throw new GrammarError(`must close the quote at character ${start + 1}`, start);
  }

  private match(form: RegExp, at: number): string | undefined {
    form.lastIndex = at;
    return form.exec(this.text)?.[0];
  }
}

const FORMS = [
  ['number', NUMBER],
  ['name', NAME],
  ['operator', OPERATOR],
] as const;
