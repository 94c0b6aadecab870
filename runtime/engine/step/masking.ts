/** Shorter values are no secrets, and hiding them would blot out every text. */
const SHORTEST = 3;
/** Shorter pieces of a value (a line of a key file, an inner part of base64) are too common to hide. */
const SHORTEST_PIECE = 4;

/** Takes secret values out of texts, raw and in the forms that programs print them in. */
export class Masking {
  private readonly forms: RegExp | undefined;

  public constructor(private readonly values: readonly string[]) {
    const known = [...new Set(values)].filter((value) => value.length >= SHORTEST);
    const forms = [...new Set(known.flatMap(formsOf))].sort((one, other) => other.length - one.length);
    if (forms.length > 0) this.forms = new RegExp(forms.map(escaped).join('|'), 'g');
  }

  /** Hides these too. */
  public and(values: readonly string[]): Masking {
    return new Masking([...this.values, ...values]);
  }

  /** The text with `***` for each secret value. */
  public hide(text: string): string {
    return this.forms === undefined ? text : text.replace(this.forms, '***');
  }
}

/** As it is, each of its lines, and as base64, URLs, JSON and shells write it. */
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
 * The characters that stand for the value alone in base64, wherever it begins in what was encoded (`user:token`), in the
 * ordinary and in the URL alphabet; the whole of it where it was encoded alone.
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
