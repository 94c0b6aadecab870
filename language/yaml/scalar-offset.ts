/**
 * Offset in the file of a character in a scalar's value. Quotes, escapes, folding and indentation change only white
 * space and single characters, so it counts the other characters in both.
 *
 * @param file text of the file.
 * @param start offset in the file at which the scalar starts: its quote, `|`, `>` or first character.
 * @param value of the scalar.
 * @param index of the character in the value; its length for the end.
 */
export function scalarOffset(file: string, start: number, value: string, index: number): number {
  let toCome = countVisible(value.slice(0, index));
  const wanted = value[index];
  const isVisible = wanted !== undefined && /\S/.test(wanted);
  let end = start;
  for (const unit of unitsOf(file, start)) {
    const visible = countVisible(unit.characters);
    if (visible > 0 && toCome === 0) return isVisible ? unit.offset : end;
    toCome = Math.max(toCome - visible, 0);
    if (visible > 0) end = unit.offset + unit.length;
  }
  return end;
}

const countVisible = (text: string): number => text.replace(/\s+/g, '').length;

/** A character as written: itself or an escape. */
interface Unit {
  readonly offset: number;
  readonly length: number;
  readonly characters: string;
}

function* unitsOf(file: string, start: number): Generator<Unit> {
  const quote = file[start] === '"' || file[start] === "'" ? file[start] : undefined;
  const header = file[start] === '|' || file[start] === '>' ? file.indexOf('\n', start) : start - 1;
  if (header === -1) return;
  for (let offset = quote === undefined ? header + 1 : start + 1; offset < file.length; ) {
    const unit = quote === '"' ? escapeAt(file, offset) : { characters: file[offset]!, length: 1 };
    const isDoubled = quote === "'" && file.startsWith("''", offset);
    if (quote !== undefined && file[offset] === quote && !isDoubled) return;
    yield { offset, characters: unit.characters, length: isDoubled ? 2 : unit.length };
    offset += isDoubled ? 2 : unit.length;
  }
}

const ESCAPE = /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))/y;

/** Escapes for white space. */
const BLANK_ESCAPES = new Set([...'ntrvf _LP\t', '\n', '\r']);

function escapeAt(file: string, offset: number): Omit<Unit, 'offset'> {
  ESCAPE.lastIndex = offset;
  const match = ESCAPE.exec(file);
  if (match === null) return { characters: file[offset]!, length: 1 };
  const [written, two, four, eight, one] = match;
  const code = Number.parseInt(two ?? four ?? eight ?? '', 16);
  if (one === undefined)
    return { characters: code > 0x10ffff ? '?' : String.fromCodePoint(code), length: written.length };
  return { characters: BLANK_ESCAPES.has(one) ? ' ' : '?', length: written.length };
}
