import { randomBytes } from 'node:crypto';

/** A text that is nowhere else, with characters that URLs, JSON and shells write in another way. */
export const canary = (kind: string): string => `canary-${kind}-${randomBytes(12).toString('hex')}/+"%&é=`;

/** Secrets by what they are, such as `git-token`. */
export type Canaries = Readonly<Record<string, string>>;

/** Which secrets a text holds, and in which forms: `git-token as base64`. Line breaks in between hide nothing. */
export function canariesIn(text: string | Buffer, canaries: Canaries): string[] {
  const haystack = withoutBreaks(latin1(text));
  return Object.entries(canaries).flatMap(([kind, secret]) =>
    Object.entries(forms(secret)).flatMap(([form, needles]) =>
      needles.some((needle) => haystack.includes(withoutBreaks(needle))) ? [`${kind} as ${form}`] : [],
    ),
  );
}

/** A character a byte, so that what is no text is searched too; without the zeros that end files made before their use. */
function latin1(text: string | Buffer): string {
  if (typeof text === 'string') return Buffer.from(text).toString('latin1');
  let end = text.length;
  while (end > 0 && text[end - 1] === 0) end -= 1;
  return text.toString('latin1', 0, end);
}

function forms(secret: string): Record<string, string[]> {
  const bytes = Buffer.from(secret);
  const raw = bytes.toString('latin1');
  const aligned = [0, 1, 2].map((offset) => base64At(bytes, offset));
  const json = JSON.stringify(secret).slice(1, -1);
  return {
    raw: [raw],
    reversed: [[...raw].reverse().join('')],
    base64: aligned,
    base64url: aligned.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    hex: [bytes.toString('hex')],
    url: [encodeURIComponent(secret), new URLSearchParams({ _: secret }).toString().slice(2), encodeURI(secret)],
    json: [json, ascii(json), forHtml(json), JSON.stringify(json).slice(1, -1)].map(latin1),
    // A part is as good as the whole to who guesses the rest.
    part: [raw.slice(0, Math.max(12, Math.floor(raw.length / 2)))],
  };
}

/** What base64 makes of bytes that begin so many bytes into a text: without the characters that mix with neighbours. */
function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const from = offset === 0 ? 0 : offset + 1;
  const to = (offset + bytes.length) % 3 === 0 ? text.length : text.length - 1;
  return text.slice(from, to);
}

/** JSON as Go writes it. */
const forHtml = (json: string): string =>
  json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);

/** JSON of those who escape whatever is no ASCII. */
const ascii = (json: string): string =>
  json.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Line breaks, also escaped ones, and the blanks that indent what follows. */
const withoutBreaks = (text: string): string => text.replace(/(?:\\[rn]|[\r\n])[ \t]*/g, '');
