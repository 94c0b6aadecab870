/** What a text of a small grammar means, or what is wrong with it and where. */
export type Parsed<Value> = { readonly ok: true; readonly value: Value } | Problem;

/** Why a text is none of its grammar. */
export interface Problem {
  readonly ok: false;
  /** Completes `'<key>' …`: "must have …, got …: …". */
  readonly message: string;
  /** Index in the text of the character where it is wrong; its length for what is missing at the end. */
  readonly offset: number;
}

/** Thrown within a parser; {@link parsing} makes a {@link Problem} of it. */
export class GrammarError extends Error {
  public constructor(
    message: string,
    public readonly offset: number,
  ) {
    super(message);
  }
}

/** Longest text of a grammar, in characters; the longest real filter has 61. Bounds what reading one may cost. */
export const MAX_LENGTH = 4096;

/** Deeper nesting of parentheses and negations is a mistake, and would overflow the stack. */
export const MAX_DEPTH = 64;

/** The result of a parser that throws {@link GrammarError}; texts beyond {@link MAX_LENGTH} never reach it. */
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
