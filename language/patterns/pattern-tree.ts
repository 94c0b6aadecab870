/** A regular expression as a tree. */
export type Pattern =
  /** One character that `matches`. */
  | { readonly kind: 'character'; readonly matches: (character: string) => boolean }
  | { readonly kind: 'place'; readonly is: Place }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly least: number; readonly most: number };

/** Start or end of the text, or whether exactly one of the adjacent characters is a word character. */
export type Place = 'start' | 'end' | 'word boundary' | 'no word boundary';
