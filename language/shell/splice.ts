import type { Reference } from '../references';
import type { Scope } from '../scope';
import { readCommands } from './commands';
import { Cursor } from './cursor';
import type { Found, Occurrence } from './occurrence';
import { quotedHereDocumentEdits } from './quoted-here-document';
import { ShellText } from './shell-text';
import { SplicedValues } from './spliced-values';

/** A script that holds none of the values it uses. */
export interface ShellScript {
  readonly script: string;
  /** Environment of the script: `PRODIGY_VALUE_1`, … */
  readonly variables: Readonly<Record<string, string>>;
  /**
   * Values too large for the environment, by variable name. Write each to a file and put `largeValuesPrelude` before
   * the script.
   */
  readonly largeValues: Readonly<Record<string, string>>;
}

/** A change of the author's text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Make the known references of a script references to environment variables that hold their values, spliced to suit
 * the quoting at each place, so that no value is ever read as shell text. All else stays byte for byte, and every line
 * keeps its number. Where the place is:
 *
 * - unquoted: the shell splits the value into words and expands `*` in them, as with any variable;
 * - in `'…'` or `$'…'`: the quotes are closed before and opened again behind the value;
 * - in a here-document with a quoted delimiter: the quotes of the delimiter go, and the body is escaped instead;
 * - arithmetic (`$((…))`, `((…))`, subscripts, `let`, `[[ a -lt b ]]`): the value must be an integer, since the shell
 *   would evaluate anything else.
 *
 * A text that a command hands to another shell (`sh -c`, `eval`, ssh) is out of reach: pass values as arguments there.
 *
 * @throws Error where a value cannot be handed over at its place; the message names the reference.
 */
export function spliceShell(text: string, scope: Scope): ShellScript {
  const found: Found = { occurrences: [], quotedHereDocuments: [] };
  const resolve = (reference: Reference) => resolveInShell(reference, scope);
  readCommands(new Cursor(ShellText.of(text), resolve, found, new Set()), '');
  const values = new SplicedValues();
  const edits = [
    ...found.occurrences.map((occurrence) => spliceAt(occurrence, values)),
    ...found.quotedHereDocuments.flatMap((document) => quotedHereDocumentEdits(text, document, found.occurrences)),
  ];
  return { script: applyEdits(text, edits), ...values.byDestination() };
}

/**
 * A lone name that the scope does not know is the shell's own business, `${NAME:-word}` too. In notations that no shell
 * has, `${NAME|default:word}` and `${NAME|length}`, it is a variable of `env`, which the shell would have expanded.
 */
function resolveInShell(reference: Reference, scope: Scope): string | undefined {
  const { path, filters, fallback } = reference;
  if (path.length > 1 || scope.lookup(path) !== undefined) return scope.resolve(reference);
  if (filters.length === 0 && fallback?.notation !== 'default') return undefined;
  return scope.resolve({ ...reference, path: ['env', ...path] });
}

function spliceAt(occurrence: Occurrence, values: SplicedValues): Edit {
  const { start, end, value, quoting } = occurrence;
  checkValue(occurrence);
  const variable = `\${${values.nameOf(value)}}`;
  // `5-${V}` with -3 would decrement.
  if (occurrence.evaluated === 'in expression' && value.startsWith('-')) return { start, end, text: `(${variable})` };
  if (quoting === 'single' || quoting === 'ansi-c') return { start, end, text: `'"${variable}"${occurrence.reopen}` };
  return { start, end, text: variable };
}

const MAX_SHOWN = 60;

function checkValue({ reference, value, evaluated }: Occurrence): void {
  if (value.includes('\0')) {
    throw new Error(`'${reference.text}' must have no NUL character in a shell step: no variable can hold one`);
  }
  if (reference.fallback?.notation === ':-' && /['"]/.test(reference.fallback.text)) {
    throw new Error(`'${reference.text}' must have a default without quotes in a shell step: leave the quotes out`);
  }
  if (evaluated !== 'no' && !/^-?(0|[1-9]\d{0,17})$/.test(value)) {
    const shown = JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value);
    throw new Error(
      `'${reference.text}' must be an integer where the shell does arithmetic, got ${shown}: the shell would evaluate it`,
    );
  }
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let copied = 0;
  for (const { start, end, text: replacement } of [...edits].sort((a, b) => a.start - b.start)) {
    result += text.slice(copied, start) + replacement;
    copied = end;
  }
  return result + text.slice(copied);
}
