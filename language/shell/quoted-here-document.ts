import type { Occurrence, QuotedHereDocument } from './occurrence';
import type { Edit } from './splice';

/** Delimiters that mean the same without quotes. */
const PLAIN_DELIMITER = /^[\w.,:@%+/=!-]+$/;

/**
 * Allow values in a here-document whose delimiter is quoted: the quotes of the delimiter are removed, and whatever the
 * shell would then expand is escaped. The command's input is unchanged, and values stay in their variables: inserted as
 * text they could contain the delimiter, leading tabs that `<<-` strips, or what old shells misread within `$(…)`.
 *
 * @throws Error if that is impossible, naming the way out.
 */
export function quotedHereDocumentEdits(
  script: string,
  document: QuotedHereDocument,
  occurrences: readonly Occurrence[],
): Edit[] {
  const { delimiter, delimiterStart, delimiterEnd, bodyStart, bodyEnd } = document;
  const written = script.slice(delimiterStart, delimiterEnd);
  if (delimiter === undefined || !PLAIN_DELIMITER.test(delimiter)) {
    throw new Error(
      `a here-document with references must have a delimiter of letters, digits and _, got ${written}: rename it`,
    );
  }
  if (document.inBackquotes) {
    throw new Error(
      `a here-document with references must not stand in backquotes, got <<${written}: write $(…) instead`,
    );
  }
  const inside = occurrences.filter(({ start, end }) => start >= bodyStart && end <= bodyEnd);
  const edits: Edit[] = [{ start: delimiterStart, end: delimiterEnd, text: delimiter }];
  for (let start = bodyStart, next = 0; start < bodyEnd; next++) {
    const end = inside[next]?.start ?? bodyEnd;
    if (start < end) edits.push({ start, end, text: script.slice(start, end).replace(/[\\$`]/g, '\\$&') });
    start = inside[next]?.end ?? bodyEnd;
  }
  return edits;
}
