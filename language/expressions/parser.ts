import { nearestName } from '../nearest-name';
import { GrammarError, MAX_DEPTH } from '../parsed';
import { compilePattern, type LinearPattern } from '../patterns/linear-pattern';
import { referenceAt } from '../references';
import { type Comparison, type Expression, FUNCTIONS, type FunctionName, type Literal } from './expression';
import { readPath } from './field-path';
import { Lexer } from './lexer';

/** How a name outside `${…}` is read. */
export type Dialect = 'fields' | 'references';

/**
 * Read a whole text as an expression. Precedence, highest first: `!`, comparisons (`==`, `in`, `matches`, …), `NOT`,
 * `&&` (`AND`), `||` (`OR`).
 * @throws GrammarError if it is not one.
 */
export function readExpression(text: string, dialect: Dialect): Expression {
  const parser = new ExpressionParser(new Lexer(text), dialect);
  return parser.whole();
}

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '==': '==',
  '=': '==',
  '!=': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

const CONSTANTS = new Map<string, Literal>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class ExpressionParser {
  private depth = 0;
  /** Depth of enclosing `${`. */
  private inBraces = 0;

  public constructor(
    private readonly lexer: Lexer,
    private readonly dialect: Dialect,
  ) {}

  public whole(): Expression {
    const expression = this.expression();
    if (this.lexer.peek().kind !== 'end') throw this.lexer.unexpected("'&&', '||' or the end");
    return expression;
  }

  private expression(): Expression {
    return this.nested(() => this.list('or', '||', () => this.list('and', '&&', () => this.negation())));
  }

  private list(kind: 'and' | 'or', operator: string, read: () => Expression): Expression {
    const operands = [read()];
    while (this.lexer.accepts(operator) || this.acceptsWord(kind)) operands.push(read());
    return operands.length === 1 ? operands[0]! : { kind, operands };
  }

  private negation(): Expression {
    const { kind, text, end } = this.lexer.peek();
    const isWord = kind === 'name' && text.toLowerCase() === 'not' && /^\s*[\w'"($!]/.test(this.lexer.text.slice(end));
    if (!isWord) return this.comparison();
    this.lexer.take();
    return { kind: 'not', operand: this.nested(() => this.negation()) };
  }

  private comparison(): Expression {
    const left = this.operand();
    const compared = this.comparedWith(left);
    if (compared && this.comparedWith(compared)) {
      throw new GrammarError("must not chain comparisons: join them with '&&'", this.lexer.peek().start);
    }
    return compared ?? left;
  }

  private comparedWith(left: Expression): Expression | undefined {
    const { kind, text } = this.lexer.peek();
    const operator = kind === 'operator' ? COMPARISONS[text] : undefined;
    if (operator !== undefined) {
      this.lexer.take();
      return { kind: 'compare', operator, left, right: this.operandBehind(left) };
    }
    if (this.lexer.accepts('=~') || this.acceptsWord('matches')) {
      return { kind: 'matches', operand: left, pattern: this.pattern() };
    }
    if (this.acceptsWord('contains')) {
      return { kind: 'call', name: 'contains', operands: [left, this.operandBehind(left)] };
    }
    return this.acceptsWord('in') ? { kind: 'in', operand: left, values: this.literals() } : undefined;
  }

  /** A lone name to the right of an operator is nearly always unquoted text, and would silently match nothing. */
  private operandBehind(left: Expression): Expression {
    const right = this.operand();
    if (right.kind !== 'path' || right.path.length > 1 || left.kind === 'literal' || this.inBraces > 0) return right;
    const name = right.path[0]!;
    const value = this.dialect === 'fields' ? `item.${name} for a field` : `\${${name}} for a value`;
    throw new GrammarError(`must have quotes around text, got ${name}: write '${name}', or ${value}`, right.offset);
  }

  private operand(): Expression {
    const { lexer } = this;
    if (lexer.accepts('!')) return { kind: 'not', operand: this.nested(() => this.operand()) };
    if (lexer.accepts('(')) return this.closedBy(')');
    const { kind, text, start } = lexer.peek();
    if (kind === 'operator' && text === '${' && this.dialect === 'references') return this.braces(start);
    const literal = this.acceptsLiteral();
    if (literal !== undefined) return { kind: 'literal', value: literal };
    if (kind === 'operator' && text === '[') return { kind: 'path', path: readPath(lexer, undefined), offset: start };
    if (kind !== 'name') throw lexer.unexpected('a value');
    lexer.take();
    return lexer.accepts('(') ? this.call(text, start) : { kind: 'path', path: readPath(lexer, text), offset: start };
  }

  private closedBy(closing: ')' | '}'): Expression {
    const inner = this.expression();
    this.lexer.expect(closing);
    return inner;
  }

  /** `${a.b|default:c}`, or a whole expression: `${a == 'b' && c}`. */
  private braces(offset: number): Expression {
    const reference = referenceAt(this.lexer.text, offset);
    if (reference !== undefined) {
      this.lexer.skipTo(offset + reference.text.length);
      return { kind: 'reference', reference, offset };
    }
    this.lexer.take();
    this.inBraces++;
    const inner = this.closedBy('}');
    this.inBraces--;
    return inner;
  }

  private call(name: string, offset: number): Expression {
    if (name === 'matches') return this.matchesCall();
    const count = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name as FunctionName] : undefined;
    if (count === undefined) {
      const near = nearestName(name, [...Object.keys(FUNCTIONS), 'matches']);
      const hint =
        near === undefined ? `known are ${Object.keys(FUNCTIONS).join(', ')}, matches` : `did you mean '${near}'?`;
      throw new GrammarError(`must have a known function, got ${name}(): ${hint}`, offset);
    }
    const operands = [this.expression()];
    while (operands.length < count) {
      this.lexer.expect(',');
      operands.push(this.operandBehind(operands[0]!));
    }
    this.lexer.expect(')');
    return { kind: 'call', name: name as FunctionName, operands };
  }

  private matchesCall(): Expression {
    const operand = this.expression();
    this.lexer.expect(',');
    const pattern = this.pattern();
    this.lexer.expect(')');
    return { kind: 'matches', operand, pattern };
  }

  private pattern(): LinearPattern {
    const { kind, text, start } = this.lexer.peek();
    if (kind !== 'text') throw this.lexer.unexpected('a pattern in quotes');
    this.lexer.take();
    const pattern = compilePattern(text);
    if (!pattern.ok) throw new GrammarError(pattern.message, start + 1 + pattern.offset);
    return pattern.value;
  }

  /** `['a', 5]` */
  private literals(): Literal[] {
    const values: Literal[] = [];
    this.lexer.expect('[');
    while (!this.lexer.accepts(']')) {
      if (values.length > 0) this.lexer.expect(',');
      const value = this.acceptsLiteral();
      if (value === undefined) throw this.lexer.unexpected('text in quotes, a number, true, false or null');
      values.push(value);
    }
    return values;
  }

  private acceptsLiteral(): Literal | undefined {
    const { kind, text } = this.lexer.peek();
    const isConstant = kind === 'name' && CONSTANTS.has(text);
    if (kind !== 'text' && kind !== 'number' && !isConstant) return undefined;
    this.lexer.take();
    if (kind === 'text') return text;
    return isConstant ? CONSTANTS.get(text)! : Number(text);
  }

  /** Consume a word such as `AND`, in any case. */
  private acceptsWord(word: string): boolean {
    const { kind, text } = this.lexer.peek();
    if (kind !== 'name' || text.toLowerCase() !== word) return false;
    this.lexer.take();
    return true;
  }

  private nested<Result>(read: () => Result): Result {
    this.depth++;
    if (this.depth > MAX_DEPTH) {
      throw new GrammarError(`must nest at most ${MAX_DEPTH} levels`, this.lexer.peek().start);
    }
    const result = read();
    this.depth--;
    return result;
  }
}
