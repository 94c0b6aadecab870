import type { Cursor } from './cursor';
import { readArithmetic, readBackquotes, readDollar } from './expansions';
import { Grammar } from './grammar';
import { type PendingHereDocument, readHereDocumentBody, readHereDocumentStart } from './here-documents';
import { readDoubleQuotes, readSingleQuotes } from './quotes';

/**
 * Read commands up to and including `terminator`: `)` of a command substitution, '' for the end of the text. Unbalanced
 * text is read as far as possible; the shell will report it.
 */
export function readCommands(cursor: Cursor, terminator: ')' | ''): void {
  new CommandReader(cursor, terminator).read();
}

class CommandReader {
  private readonly grammar = new Grammar();
  private readonly pending: PendingHereDocument[] = [];
  /** Start of the current word; undefined between words. */
  private wordStart: number | undefined;
  /** Number of references before the current word, and before the previous one. */
  private wordOccurrences = 0;
  private previousOccurrences = 0;

  public constructor(
    private readonly cursor: Cursor,
    private readonly terminator: ')' | '',
  ) {}

  public read(): void {
    let over = false;
    while (!over && !this.cursor.ended) over = this.readNext();
    this.endWord();
  }

  /** @returns true if the terminator was read. */
  private readNext(): boolean {
    const { cursor } = this;
    const character = cursor.peek();
    if (character === '#' && this.wordStart === undefined) this.skipComment();
    else if (character === '\\' && cursor.peek(1) === '\n') cursor.at += 2;
    else if (character === ' ' || character === '\t') this.skipBlank();
    else if (character === '\n') this.readNewline();
    else if (character === ')') return this.readClosingParenthesis();
    else if (';&|(<>'.includes(character)) this.readOperator(character);
    else this.readWordPart(character);
    return false;
  }

  private readWordPart(character: string): void {
    const { cursor } = this;
    if (this.wordStart === undefined) {
      this.wordStart = cursor.at;
      this.previousOccurrences = this.wordOccurrences;
      this.wordOccurrences = cursor.found.occurrences.length;
    }
    if (character === '\\') cursor.skipEscaped();
    else if (character === '$') readDollar(cursor, 'plain', false);
    else if (character === '`') readBackquotes(cursor, false);
    else {
      cursor.at++;
      if (character === "'") readSingleQuotes(cursor);
      if (character === '"') readDoubleQuotes(cursor);
    }
  }

  private endWord(): void {
    if (this.wordStart === undefined) return;
    const { characters } = this.cursor.text;
    const evaluated = this.grammar.word(characters.slice(this.wordStart, this.cursor.at));
    this.wordStart = undefined;
    if (evaluated === 'none') return;
    const from = evaluated === 'this' ? this.wordOccurrences : this.previousOccurrences;
    for (const occurrence of this.cursor.found.occurrences.slice(from)) occurrence.evaluated = 'as word';
  }

  private skipBlank(): void {
    this.endWord();
    this.cursor.at++;
  }

  private skipComment(): void {
    while (!this.cursor.ended && this.cursor.peek() !== '\n') this.cursor.at++;
  }

  private readNewline(): void {
    this.endWord();
    this.cursor.at++;
    this.grammar.separator();
    for (const hereDocument of this.pending.splice(0)) {
      readHereDocumentBody(this.cursor, hereDocument, this.terminator === ')');
    }
  }

  private readClosingParenthesis(): boolean {
    this.endWord();
    this.cursor.at++;
    return !this.grammar.closeParenthesis() && this.terminator === ')';
  }

  private readOperator(operator: string): void {
    const { cursor } = this;
    const inWord = this.wordStart !== undefined;
    this.endWord();
    if (operator === '<') this.readInput();
    else if (operator === '>') cursor.at += /[|&>]/.test(cursor.peek(1)) ? 2 : 1;
    else if (operator === '(') {
      if (!inWord && this.grammar.atCommand && cursor.sees('((') && readArithmetic(cursor, 2)) this.grammar.word('((');
      else {
        cursor.at++;
        this.grammar.openParenthesis(inWord);
      }
    } else if (operator === ';' && /[;&]/.test(cursor.peek(1))) {
      cursor.at += cursor.sees(';;&') ? 3 : 2;
      this.grammar.endOfClause();
    } else {
      cursor.at++;
      this.grammar.separator();
    }
  }

  private readInput(): void {
    const { cursor } = this;
    if (cursor.sees('<<<')) cursor.at += 3;
    else if (cursor.sees('<<')) this.pending.push(readHereDocumentStart(cursor));
    else cursor.at += cursor.sees('<&') ? 2 : 1;
  }
}
