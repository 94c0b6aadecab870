import type { Cursor } from './cursor';
import { readBackquotes, readDollar } from './expansions';

/** Read `'…'`; the cursor is after the opening quote. */
export function readSingleQuotes(cursor: Cursor): void {
  while (!cursor.ended) {
    const character = cursor.peek();
    if (character === '$' && cursor.takeReference('single', false)) continue;
    cursor.at++;
    if (character === "'") return;
  }
}

/** Read `"…"`; the cursor is after the opening quote. */
export function readDoubleQuotes(cursor: Cursor, integer = false): void {
  cursor.nested(() => {
    while (!cursor.ended) {
      const character = cursor.peek();
      if (character === '\\') cursor.skipEscaped();
      else if (character === '`') readBackquotes(cursor, true);
      else if (character === '$') readDollar(cursor, 'double', integer);
      else {
        cursor.at++;
        if (character === '"') return;
      }
    }
  });
}

/**
 * Read `$'…'`; the cursor is after the opening quote. bash and POSIX 2024 support escapes there, older shells do not,
 * so the quotes are reopened as plain ones unless an escape follows.
 */
export function readAnsiCQuotes(cursor: Cursor): void {
  const { occurrences } = cursor.found;
  const first = occurrences.length;
  while (!cursor.ended) {
    const character = cursor.peek();
    if (character === '$' && cursor.takeReference('ansi-c', false)) continue;
    if (character === '\\') {
      if (occurrences.length > first) occurrences.at(-1)!.reopen = "$'";
      cursor.skipEscaped();
      continue;
    }
    cursor.at++;
    if (character === "'") return;
  }
}
