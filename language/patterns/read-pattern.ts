import { GrammarError, MAX_DEPTH } from '../parsed';
import type { Pattern } from './pattern-tree';

/** Highest number in `{n,m}`: repeats are unrolled, and each costs time at every character of a text. */
const MAX_REPEATS = 500;

/**
 * Parse a regular expression.
 * @throws GrammarError if it is invalid, or needs more than linear time.
 */
export function readPattern(text: string): Pattern {
  const [flagged, flags] = /^\(\?([is]+)\)/.exec(text) ?? ['', ''];
  return new PatternReader(text, flagged.length, `u${[...new Set(flags)].join('')}`).whole();
}

const LOOKS_AROUND = /^\((\?[=!]|\?<[=!])/;
const GROUP = /\((?:\?:|\?P?<\w+>)?/y;
const REPEAT = /([*+?]|\{(\d+)(,?)(\d*)\})[?]?/y;
/** A class, or an escape of a single character or class. */
const ESCAPE = /\\(?:[dDwWsSnrtfv]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]+\}|[pP]\{[\w=]+\}|[^\p{L}\p{N}])/uy;
const CLASS = /\[\^?\]?(?:\\.|[^\]\\])*\]/suy;

class PatternReader {
  private depth = 0;

  public constructor(
    private readonly text: string,
    private at: number,
    private readonly flags: string,
  ) {}

  public whole(): Pattern {
    const pattern = this.choice();
    if (this.at < this.text.length) throw this.error("must have a '(' for each ')' in a pattern");
    return pattern;
  }

  private choice(): Pattern {
    if (++this.depth > MAX_DEPTH) throw this.error(`must nest at most ${MAX_DEPTH} groups in a pattern`);
    const parts = [this.sequence()];
    while (this.text[this.at] === '|') {
      this.at++;
      parts.push(this.sequence());
    }
    this.depth--;
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  }

  private sequence(): Pattern {
    const parts: Pattern[] = [];
    while (this.at < this.text.length && !'|)'.includes(this.text[this.at]!)) parts.push(this.repeated());
    return { kind: 'sequence', parts };
  }

  private repeated(): Pattern {
    const part = this.atom();
    const start = this.at;
    const repeat = this.take(REPEAT);
    if (repeat === undefined) return part;
    const [, sign, least, comma, most] = repeat;
    const [from, to] =
      sign === '*'
        ? [0, Infinity]
        : sign === '+'
          ? [1, Infinity]
          : sign === '?'
            ? [0, 1]
            : [Number(least), most !== '' ? Number(most) : comma === '' ? Number(least) : Infinity];
    if (from! > to! || from! > MAX_REPEATS || (to! > MAX_REPEATS && to !== Infinity)) {
      throw this.error(`must repeat at most ${MAX_REPEATS} times, and the first number first, got ${sign}`, start);
    }
    return { kind: 'repeat', part, least: from!, most: to! };
  }

  private atom(): Pattern {
    const character = String.fromCodePoint(this.text.codePointAt(this.at)!);
    if (character === '(') return this.group();
    if (character === '^' || character === '$') {
      this.at++;
      return { kind: 'place', is: character === '^' ? 'start' : 'end' };
    }
    if (character === '[') return this.class();
    if (character === '\\') return this.escape();
    if ('*+?{'.includes(character))
      throw this.error(`must have something to repeat before '${character}' in a pattern`);
    this.at += character.length;
    return this.character(character === '.' ? '.' : character.replace(/[\]}/]/, '\\$&'));
  }

  private group(): Pattern {
    const start = this.at;
    if (LOOKS_AROUND.test(this.text.slice(start, start + 4))) {
      throw this.error('must not look ahead or behind in a pattern: that takes more than linear time', start);
    }
    if (this.take(GROUP)![0] === '(' && this.text[this.at] === '?') {
      throw this.error("must have '(', '(?:' or '(?<name>' to open a group, flags only as the first: (?i)", start);
    }
    const inner = this.choice();
    if (this.text[this.at] !== ')') throw this.error("must have a ')' for this '(' in a pattern", start);
    this.at++;
    return inner;
  }

  private class(): Pattern {
    const start = this.at;
    const written = this.take(CLASS)?.[0];
    if (written === undefined) throw this.error("must have a ']' for this '[' in a pattern");
    if (/\[:|&&|--|~~/.test(written.slice(1))) {
      throw this.error(`must have a class of characters and ranges, got ${written}`, start);
    }
    // `[]a]`: a leading bracket is a character. `\_` is `_`, which JavaScript does not accept.
    const plain = written.replace(/^(\[\^?)\]/, '$1\\]').replace(/\\([^\p{L}\p{N}^$\\.*+?()[\]{}|/-])/gu, '$1');
    return this.character(plain.replace(/(?<!^)\[/g, '\\['), start);
  }

  private escape(): Pattern {
    const start = this.at;
    const bound = this.text[start + 1];
    if (bound === 'b' || bound === 'B') {
      this.at += 2;
      return { kind: 'place', is: bound === 'b' ? 'word boundary' : 'no word boundary' };
    }
    const written = this.take(ESCAPE)?.[0];
    if (written === undefined) {
      const why = /\d/.test(bound ?? '') ? ': no reference to a group takes linear time' : '';
      throw this.error(`must have no \\${bound ?? ''} in a pattern${why}`, start);
    }
    const isSyntax = /^\\[\^$\\.*+?()[\]{}|/]|^\\[\p{L}]/u.test(written);
    return this.character(isSyntax ? written : written.slice(1), start);
  }

  /** One character, given as a regular expression. */
  private character(source: string, start = this.at): Pattern {
    try {
      const form = new RegExp(`^${source}$`, this.flags);
      return { kind: 'character', matches: (character) => form.test(character) };
    } catch {
      throw this.error(`must have a class or character that is one, got ${source}`, start);
    }
  }

  private take(form: RegExp): RegExpExecArray | undefined {
    form.lastIndex = this.at;
    const match = form.exec(this.text) ?? undefined;
    if (match) this.at += match[0].length;
    return match;
  }

  private error(message: string, offset = this.at): GrammarError {
    return new GrammarError(message, offset);
  }
}
