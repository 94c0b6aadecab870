import type { Reference } from '../references';

/** How the shell reads the text around a reference. */
export type Quoting = 'plain' | 'double' | 'single' | 'ansi-c' | 'here-document' | 'quoted-here-document';

/** A known reference in a script. */
export interface Occurrence {
  /** Offsets in the script. */
  readonly start: number;
  readonly end: number;
  readonly reference: Reference;
  readonly value: string;
  readonly quoting: Quoting;
  /** The shell evaluates the value as arithmetic: within an expression such as `$((…))`, or as a word of a command. */
  evaluated: 'no' | 'in expression' | 'as word';
  /** What opens the quotes again, for `ansi-c`. */
  reopen: string;
}

/** A here-document whose delimiter is quoted and which holds known references. */
export interface QuotedHereDocument {
  /** The delimiter as written, quotes included: offsets in the script. */
  readonly delimiterStart: number;
  readonly delimiterEnd: number;
  /** The delimiter without quotes; undefined where shells read it differently. */
  readonly delimiter: string | undefined;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly inBackquotes: boolean;
}

/** What a lexer found in a script, in the order of the script. */
export interface Found {
  readonly occurrences: Occurrence[];
  readonly quotedHereDocuments: QuotedHereDocument[];
}
