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
  /** Whether the shell evaluates the value as arithmetic: in an expression such as `$((…))`, or as a command's word. */
  evaluated: 'no' | 'in expression' | 'as word';
  /** The text that reopens the quotes, for `ansi-c`. */
  reopen: string;
}

/** A here-document with a quoted delimiter that contains known references. */
export interface QuotedHereDocument {
  /** Offsets in the script of the delimiter as written, including quotes. */
  readonly delimiterStart: number;
  readonly delimiterEnd: number;
  /** The delimiter without quotes; undefined if shells disagree on it. */
  readonly delimiter: string | undefined;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly inBackquotes: boolean;
}

/** What was found in a script, in script order. */
export interface Found {
  readonly occurrences: Occurrence[];
  readonly quotedHereDocuments: QuotedHereDocument[];
}
