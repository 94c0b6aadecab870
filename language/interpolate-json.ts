import { referencesIn } from './names/text-references';
import type { Scope } from './scope';

/**
 * Replace the references in a JSON text. In a string, a value becomes part of the string, correctly escaped; elsewhere
 * it is inserted as JSON, such as `${map.results}`. Unknown references stay as they are.
 */
export function interpolateJson(text: string, scope: Scope): string {
  let result = '';
  let copied = 0;
  let quoted = false;
  for (const { reference, offset } of referencesIn(text)) {
    const before = text.slice(copied, offset);
    quoted = endsInString(before, quoted);
    const value = scope.resolve(reference) ?? reference.text;
    result += before + (quoted ? JSON.stringify(value).slice(1, -1) : value);
    copied = offset + reference.text.length;
  }
  return result + text.slice(copied);
}

/** Whether the text is inside a string after this piece. An escaped quote is part of its string. */
function endsInString(piece: string, startsInString: boolean): boolean {
  const quotes = piece.match(/\\.|"/gs)?.filter((mark) => mark === '"').length ?? 0;
  return (quotes % 2 === 1) !== startsInString;
}
