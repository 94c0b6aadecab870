import { createHash } from 'node:crypto';

/** A value for a secret that nothing else holds, the same in each run; characters that notations escape stand in it. */
export const canary = (name: string): string => `${halfOf(name, 0)}"\\ +/=%?${halfOf(name, 1)}`;

/** The same in letters and digits, for where nothing else may stand. */
export const plainCanary = (name: string): string => `${halfOf(name, 0)}${halfOf(name, 1)}`;

const halfOf = (name: string, half: 0 | 1): string =>
  createHash('sha256')
    .update(`canary ${name}`)
    .digest('hex')
    .slice(half * 24, half * 24 + 24);

/** Ways to write the bytes of a value. */
const NOTATIONS: { readonly [name: string]: (piece: Buffer) => string[] } = {
  raw: (piece) => [piece.toString()],
  JSON: (piece) => [JSON.stringify(piece.toString())],
  URL: (piece) => [encodeURIComponent(piece.toString())],
  hex: (piece) => [piece.toString('hex')],
  base64: (piece) => aligned(piece),
};

/**
 * Base64 of bytes wherever they stand within others: a text for each of the three positions, without the characters at
 * its ends that depend on what stands beside.
 */
function aligned(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
}

/** Bytes of a value that are looked for by themselves: whoever sees as many knows too much. */
const PIECE = 12;

/**
 * Which values a text shows, in whole or in part: `<name> as <notation>`. Line breaks, quotes and signs count for
 * nothing, so a value is also found where it is broken over lines or put together from strings, and base64 in both
 * alphabets.
 */
export function shownIn(text: string, values: { readonly [name: string]: string }): string[] {
  const squeezedText = squeezed(text);
  return Object.entries(values).flatMap(([name, value]) =>
    Object.entries(NOTATIONS)
      .filter(([, write]) =>
        piecesOf(value)
          .flatMap(write)
          .some((needle) => squeezedText.includes(squeezed(needle))),
      )
      .map(([notation]) => `${name} as ${notation}`),
  );
}

/** Pieces that hold enough letters and digits to be told from anything else. */
function piecesOf(value: string): Buffer[] {
  const bytes = Buffer.from(value);
  return Array.from({ length: Math.floor(bytes.length / PIECE) }, (_, index) =>
    bytes.subarray(index * PIECE, (index + 1) * PIECE),
  ).filter((piece) => squeezed(piece.toString()).length >= 8);
}

const squeezed = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
