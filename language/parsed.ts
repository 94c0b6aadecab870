/** The meaning of a text in a small grammar, or what is wrong with it and where. */
export type Parsed<Value> = { readonly ok: true; readonly value: Value } | Problem;

/** Why a text does not follow its grammar. */
export interface Problem {
  readonly ok: false;
  /** Completes `'<key>' …`: "must have …, got …: …". */
  readonly message: string;
  /** Index of the character where it is wrong; the text's length if something is missing at the end. */
  readonly offset: number;
}

/** Thrown within a parser; {@link parsing} turns it into a {@link Problem}. */
export class GrammarError extends Error {
  public constructor(
    message: string,
    public readonly offset: number,
  ) {
    super(message);
  }
}

/** Maximum length in characters, which bounds the cost of parsing; the longest real filter has 61. */
export const MAX_LENGTH = 4096;

/** Maximum nesting of parentheses and negations; more is a mistake and would overflow the stack. */
export const MAX_DEPTH = 64;

/** Run a parser that throws {@link GrammarError}; it never sees texts longer than {@link MAX_LENGTH}. */
export function parsing<Value>(text: string, parse: () => Value): Parsed<Value> {
  if (text.length > MAX_LENGTH) {
    const message = `must have at most ${MAX_LENGTH} characters, got ${text.length}`;
    return { ok: false, message, offset: MAX_LENGTH };
  }
  try {
    return { ok: true, value: parse() };
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    return { ok: false, message: error.message, offset: error.offset };
  }
}

/**
 * The value of a text that was checked when the file was read.
 * @throws Error with the problem, for texts that were not.
 */
export function checked<Value>(key: string, parsed: Parsed<Value>): Value {
  if (parsed.ok) return parsed.value;
  throw new Error(`'${key}' ${parsed.message}`);
}
