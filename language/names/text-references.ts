import { failedReferenceAt, type Reference, referenceAt } from '../references';
import { readCommands } from '../shell/commands';
import { Cursor } from '../shell/cursor';
import type { Found } from '../shell/occurrence';
import { ShellText } from '../shell/shell-text';

/** A reference and its offset in the text. */
export interface PlacedReference {
  readonly reference: Reference;
  readonly offset: number;
}

/** The references in text that no shell reads. */
export function referencesIn(text: string): PlacedReference[] {
  const found: PlacedReference[] = [];
  for (let at = text.indexOf('$'); at !== -1; ) {
    const reference = referenceAt(text, at);
    if (reference !== undefined) found.push({ reference, offset: at });
    at = text.indexOf('$', at + (reference?.text.length ?? 1));
  }
  return found;
}

/** The references in a shell script that are replaced: not those in comments. */
export function referencesInShell(text: string): PlacedReference[] {
  const found: Found = { occurrences: [], quotedHereDocuments: [] };
  const isShells = ({ path, fallback }: Reference) => path.length === 1 && fallback?.notation === ':-';
  const resolve = (reference: Reference) => (isShells(reference) ? undefined : '');
  try {
    readCommands(new Cursor(ShellText.of(text), resolve, found, new Set()), '');
  } catch {
    // Nested too deeply to read; the step will report it.
    return [];
  }
  return found.occurrences.map(({ reference, start }) => ({ reference, offset: start }));
}

/** What looks like a reference but has unknown filters or modifiers. */
export function failedReferencesIn(text: string): { readonly text: string; readonly offset: number }[] {
  const found: { text: string; offset: number }[] = [];
  for (let at = text.indexOf('${'); at !== -1; at = text.indexOf('${', at + 2)) {
    const failed = failedReferenceAt(text, at);
    if (failed !== undefined) found.push({ text: failed, offset: at });
  }
  return found;
}
