/** Shorter values are not worth hiding: masking them would garble every text. */
const SHORTEST = 3;
/** Shorter pieces of a value (a line of a key file, an inner part of base64) are too common to hide. */
const SHORTEST_PIECE = 4;

/** Masks secret values in texts, raw and in the encodings in which programs print them. */
export class Masking {
  /** Longest first. */
  private readonly forms: readonly string[];
  private readonly pattern: RegExp | undefined;

  public constructor(private readonly values: readonly string[]) {
    const known = [...new Set(values)].filter((value) => value.length >= SHORTEST);
    this.forms = [...new Set(known.flatMap(formsOf))].sort((one, other) => other.length - one.length);
    if (this.forms.length > 0) this.pattern = new RegExp(this.forms.map(escaped).join('|'), 'g');
  }

  /** A masking that also hides these values. */
  public and(values: readonly string[]): Masking {
    return new Masking([...this.values, ...values]);
  }

  /** The text with `***` for each secret value. */
  public hide(text: string): string {
    return this.pattern === undefined ? text : text.replace(this.pattern, HIDDEN);
  }

  /** Split a text that continues into what can be shown now, and the rest, in which a value may have begun. */
  public hideBeginning(text: string): readonly [shown: string, rest: string] {
    const longest = this.forms[0]?.length ?? 1;
    const end = this.endOfValuesBefore(Math.max(0, text.length - longest + 1), text);
    return [this.hide(text.slice(0, end)), text.slice(end)];
  }

  /** Like {@link hide}, for a text whose beginning was cut off: it may start with the end of a value. */
  public hideEnding(text: string): string {
    const part = Math.max(0, ...this.forms.map((form) => endOfForm(form, text)));
    return part === 0 ? this.hide(text) : HIDDEN + this.hide(text.slice(this.endOfValuesBefore(part, text)));
  }

  /** Where the last value that begins before `place` ends; `place` itself if none extends beyond it. */
  private endOfValuesBefore(place: number, text: string): number {
    let end = place;
    for (const { index, 0: value } of this.pattern === undefined ? [] : text.matchAll(this.pattern)) {
      if (index >= place) break;
      end = Math.max(end, index + value.length);
    }
    return end;
  }
}

const HIDDEN = '***';

/** Length of the longest end of a form that the text starts with; 0 if none is worth hiding. */
function endOfForm(form: string, text: string): number {
  for (let length = form.length - 1; length >= SHORTEST_PIECE; length -= 1)
    if (text.startsWith(form.slice(-length))) return length;
  return 0;
}

/** The value itself, each of its lines, and its encodings in base64, URLs, JSON and shells. */
function formsOf(value: string): string[] {
  const url = encodeURIComponent(value);
  const pieces = [...value.split(/\r?\n/), ...base64Of(value)].filter((piece) => piece.length >= SHORTEST_PIECE);
  return [
    value,
    value.trim(),
    ...pieces,
    url,
    url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    url.replaceAll('%20', '+'),
    JSON.stringify(value).slice(1, -1),
    JSON.stringify(value).slice(1, -1).replaceAll('/', '\\/'),
    value.replaceAll("'", "'\\''"),
  ].filter((form) => form.length >= SHORTEST);
}

/**
 * The base64 characters that depend on the value alone, at any offset in what was encoded (`user:token`), in the
 * standard and the URL-safe alphabet; also the complete encoding of the value alone.
 */
function base64Of(value: string): string[] {
  const bytes = Buffer.from(value);
  const shifted = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const shared = (shift + bytes.length) % 3 === 0 ? 0 : 1;
    return text.slice(Math.ceil((shift * 4) / 3), text.length - shared);
  });
  const ordinary = [bytes.toString('base64'), ...shifted];
  return [...ordinary, ...ordinary.map((text) => text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''))];
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
