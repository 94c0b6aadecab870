import { readCommands } from './commands';
import type { Cursor } from './cursor';
import type { Quoting } from './occurrence';
import { readAnsiCQuotes, readDoubleQuotes, readSingleQuotes } from './quotes';

/** Read an expansion that starts with `$`, in text with this quoting. */
export function readDollar(cursor: Cursor, quoting: Quoting, integer: boolean): void {
  if (cursor.takeReference(quoting, integer)) return;
  if (cursor.sees('$((') && readArithmetic(cursor, 3)) return;
  if (cursor.sees('$(')) {
    cursor.at += 2;
    cursor.nested(() => readCommands(cursor, ')'));
  } else if (cursor.sees('${')) readBraces(cursor, quoting, integer);
  else if (cursor.sees("$'") && quoting === 'plain') {
    cursor.at += 2;
    readAnsiCQuotes(cursor);
  } else cursor.at += /[#?$!@*\d-]/.test(cursor.peek(1)) ? 2 : 1;
}

/** Read a command substitution in backquotes; the cursor is at the first one. */
export function readBackquotes(cursor: Cursor, inDoubleQuotes: boolean): void {
  const start = ++cursor.at;
  while (!cursor.ended && cursor.peek() !== '`') {
    if (cursor.peek() === '\\') cursor.skipEscaped();
    else cursor.at++;
  }
  const inner = cursor.over(cursor.text.unescaped(start, cursor.at, inDoubleQuotes));
  inner.nested(() => readCommands(inner, ''));
  cursor.at++;
}

/**
 * Read `$((…))` or `((…))`, whose opening has this length.
 * @returns false, without moving the cursor, for what turns out to be subshells: `$((a); (b))`.
 */
export function readArithmetic(cursor: Cursor, opening: number): boolean {
  const start = cursor.at;
  const { occurrences, quotedHereDocuments } = cursor.found;
  const before = [occurrences.length, quotedHereDocuments.length] as const;
  if (cursor.notArithmetic.has(cursor.text.origin(start))) return false;
  cursor.at += opening;
  if (cursor.nested(() => readUntilDoubleParenthesis(cursor))) return true;
  cursor.notArithmetic.add(cursor.text.origin(start));
  cursor.at = start;
  occurrences.length = before[0];
  quotedHereDocuments.length = before[1];
  return false;
}

function readUntilDoubleParenthesis(cursor: Cursor): boolean {
  for (let depth = 0; !cursor.ended; ) {
    const character = cursor.peek();
    if (character === '\\') cursor.skipEscaped();
    else if (character === '`') readBackquotes(cursor, true);
    else if (character === '$') readDollar(cursor, 'double', true);
    else if (character === ')' && depth === 0) {
      if (cursor.peek(1) !== ')') return false;
      cursor.at += 2;
      return true;
    } else {
      depth += character === '(' ? 1 : character === ')' ? -1 : 0;
      cursor.at++;
    }
  }
  return false;
}

const OPENING = /\$\{[#!]?(?:\w+|[@*?$!#-])?(\[|:(?![-=+?])|[#%/^,])?/y;

/** Read a `${…}` of the shell itself, including nested words; the cursor is at the dollar sign. */
function readBraces(cursor: Cursor, quoting: Quoting, integer: boolean): void {
  OPENING.lastIndex = cursor.at;
  const [opening, operator] = OPENING.exec(cursor.text.characters)!;
  cursor.at = Math.min(cursor.at + opening.length, cursor.end);
  // Subscripts and substring offsets are arithmetic. In double quotes, single quotes have a meaning only in patterns.
  const evaluated = integer || operator === '[' || operator === ':';
  const quotes = quoting === 'plain' || (operator !== undefined && !evaluated);
  cursor.nested(() => {
    while (!cursor.ended) {
      const character = cursor.peek();
      if (character === '\\') cursor.skipEscaped();
      else if (character === '`') readBackquotes(cursor, quoting !== 'plain');
      else if (character === '$') readDollar(cursor, quoting, evaluated);
      else {
        cursor.at++;
        if (character === '}') return;
        if (character === '"') readDoubleQuotes(cursor, evaluated);
        if (character === "'" && quotes) readSingleQuotes(cursor);
      }
    }
  });
}
