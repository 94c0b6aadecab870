import { referencesIn } from './names/text-references';
import type { Scope } from './scope';

/**
 * Replace the references of a JSON text: in a string of it a value becomes part of that string, whatever characters it
 * has; elsewhere it is JSON itself, as `${map.results}` is. Unknown references stay as they are written.
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

/** Whether a piece of JSON text ends in a string. A quote behind an odd number of backslashes is part of its string. */
function endsInString(piece: string, startsInString: boolean): boolean {
  const quotes = piece.match(/\\.|"/gs)?.filter((mark) => mark === '"').length ?? 0;
  return (quotes % 2 === 1) !== startsInString;
}
