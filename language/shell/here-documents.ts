import type { Cursor } from './cursor';
import { readBackquotes, readDollar } from './expansions';

/** A here-document whose body has not been reached yet. */
export interface PendingHereDocument {
  /** Offsets in the script of the delimiter as written. */
  readonly start: number;
  readonly end: number;
  /** The delimiter, quotes removed. */
  readonly delimiter: string;
  readonly quoted: boolean;
  /** Shells disagree on the delimiter: `<<$'EOF'`. */
  readonly ambiguous: boolean;
  /** `<<-`: leading tabs are stripped. */
  readonly stripTabs: boolean;
}

/** Read `<<` or `<<-` and the delimiter; the cursor is at the first `<`. */
export function readHereDocumentStart(cursor: Cursor): PendingHereDocument {
  const stripTabs = cursor.sees('<<-');
  cursor.at += stripTabs ? 3 : 2;
  while (/^[ \t]$/.test(cursor.peek())) cursor.at++;
  const start = cursor.text.origin(cursor.at);
  let written = '';
  let delimiter = '';
  while (!cursor.ended && !/[\s;&|<>()]/.test(cursor.peek())) {
    const from = cursor.at;
    delimiter += readDelimiterPart(cursor);
    written += cursor.text.characters.slice(from, cursor.at);
  }
  const quoted = /['"\\]/.test(written);
  const ambiguous = /[$`]/.test(written);
  return { start, end: cursor.text.origin(cursor.at), delimiter, quoted, ambiguous, stripTabs };
}

/** One character or quoted part of a delimiter, without its quotes. */
function readDelimiterPart(cursor: Cursor): string {
  const quote = cursor.peek();
  cursor.at++;
  if (quote === '\\') {
    cursor.at++;
    return cursor.text.characters[cursor.at - 1] ?? '';
  }
  if (quote !== "'" && quote !== '"') return quote;
  const start = cursor.at;
  while (!cursor.ended && cursor.peek() !== quote) {
    if (quote === '"' && cursor.peek() === '\\') cursor.skipEscaped();
    else cursor.at++;
  }
  const inside = cursor.text.characters.slice(start, cursor.at);
  cursor.at++;
  return quote === '"' ? inside.replace(/\\([$`"\\])/g, '$1') : inside;
}

/** Read the body of a here-document and its last line; the cursor is at the first character of the body. */
export function readHereDocumentBody(cursor: Cursor, pending: PendingHereDocument, inParentheses: boolean): void {
  const bodyStart = cursor.at;
  const [bodyEnd, next] = findEnd(cursor, pending, inParentheses);
  const outerEnd = cursor.end;
  cursor.end = bodyEnd;
  if (pending.quoted) readQuotedBody(cursor, pending, bodyStart, bodyEnd);
  else readExpandedBody(cursor);
  cursor.end = outerEnd;
  cursor.at = next;
}

/** Offsets where the body ends and where reading continues. In `$(…)`, bash accepts `EOF)` as the last line too. */
function findEnd(cursor: Cursor, pending: PendingHereDocument, inParentheses: boolean): [number, number] {
  const { characters } = cursor.text;
  for (let start = cursor.at, continued = false; start < cursor.end; ) {
    const newline = characters.indexOf('\n', start);
    const end = newline === -1 || newline > cursor.end ? cursor.end : newline;
    const line = characters.slice(start, end);
    const tabs = pending.stripTabs ? /^\t*/.exec(line)![0].length : 0;
    const content = line.slice(tabs);
    if (!continued && content === pending.delimiter) return [start, Math.min(end + 1, cursor.end)];
    if (!continued && inParentheses && content.startsWith(`${pending.delimiter})`)) {
      return [start, start + tabs + pending.delimiter.length];
    }
    continued = !pending.quoted && /(?<!\\)(?:\\\\)*\\$/.test(line);
    start = end + 1;
  }
  return [cursor.end, cursor.end];
}

function readExpandedBody(cursor: Cursor): void {
  while (!cursor.ended) {
    const character = cursor.peek();
    if (character === '\\') cursor.skipEscaped();
    else if (character === '`') readBackquotes(cursor, true);
    else if (character === '$') readDollar(cursor, 'here-document', false);
    else cursor.at++;
  }
}

function readQuotedBody(cursor: Cursor, pending: PendingHereDocument, bodyStart: number, bodyEnd: number): void {
  const { occurrences, quotedHereDocuments } = cursor.found;
  const before = occurrences.length;
  while (!cursor.ended) {
    if (cursor.peek() !== '$' || !cursor.takeReference('quoted-here-document', false)) cursor.at++;
  }
  if (occurrences.length === before) return;
  quotedHereDocuments.push({
    delimiterStart: pending.start,
    delimiterEnd: pending.end,
    delimiter: pending.ambiguous ? undefined : pending.delimiter,
    bodyStart: cursor.text.origin(bodyStart),
    bodyEnd: cursor.text.origin(bodyEnd),
    inBackquotes: cursor.text.backquotes > 0,
  });
}
