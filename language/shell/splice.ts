import type { Reference } from '../references';
import type { Scope } from '../scope';
import { readCommands } from './commands';
import { Cursor } from './cursor';
import type { Found, Occurrence } from './occurrence';
import { quotedHereDocumentEdits } from './quoted-here-document';
import { ShellText } from './shell-text';
import { SplicedValues } from './spliced-values';

/** A script that contains none of the values it uses. */
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

/** An edit of the author's text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Turn the known references of a script into references to environment variables with their values, spliced to suit the
 * quoting at each place, so that no value is ever parsed as shell code. All else stays byte for byte, and line numbers
 * do not change. Depending on the place:
 *
 * - unquoted: the shell splits the value into words and expands `*`, as with any variable;
 * - in `'…'` or `$'…'`: the quotes are closed before the value and reopened after it;
 * - in a here-document with a quoted delimiter: the delimiter is unquoted, and the body is escaped instead;
 * - arithmetic (`$((…))`, `((…))`, subscripts, `let`, `[[ a -lt b ]]`): the value must be an integer, since the shell
 *   would evaluate anything else.
 *
 * Text that a command passes to another shell (`sh -c`, `eval`, ssh) is out of reach: pass values as arguments there.
 *
 * @throws Error if a value cannot be passed at its place; the message names the reference.
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
 * A bare name that the scope does not know is left to the shell, including `${NAME:-word}`. `${NAME|default:word}` and
 * `${NAME|length}` are no shell syntax, so there it is a variable of `env`, which the shell would have expanded.
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
