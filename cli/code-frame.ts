import type { Finding } from '../language/finding';

/** Maximum number of characters shown of a line; the rest is cut around the caret. */
const WIDTH = 100;

/** The line of a finding, with a caret below the position; '' if the file has no such line. */
export function codeFrame(text: string, { line, column }: Pick<Finding, 'line' | 'column'>): string {
  const source = lineOf(text, line);
  if (source === undefined || source.trim() === '') return '';
  const caret = Math.min(column - 1, source.length);
  const start = Math.max(0, Math.min(caret - WIDTH / 2, source.length - WIDTH));
  const head = start > 0 ? '…' : '';
  const tail = start + WIDTH < source.length ? '…' : '';
  const shown = `${head}${visible(source.slice(start, start + WIDTH))}${tail}`;
  const gutter = `${line}`.padStart(5);
  return `${gutter} | ${shown}\n${' '.repeat(gutter.length)} | ${' '.repeat(head.length + caret - start)}^\n`;
}

function lineOf(text: string, line: number): string | undefined {
  let start = 0;
  for (let skipped = 1; skipped < line; skipped += 1) {
    const end = text.indexOf('\n', start);
    if (end === -1) return undefined;
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? undefined : end).replace(/\r$/, '');
}

/** One column per character: control characters become visible pictures, so that none can move the cursor. */
const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) as number;
    if (character === '\t') return ' ';
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '\ufffd'.repeat(character.length);
  });
