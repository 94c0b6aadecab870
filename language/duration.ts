import { GrammarError, type Parsed, parsing } from './parsed';

/** Names of each unit by its milliseconds; a month is a 12th of a year of 365.25 days. */
const UNITS: Readonly<Record<number, string>> = {
  1: 'ms msec msecs millis',
  1000: 's sec secs second seconds',
  60000: 'm min mins minute minutes',
  3600000: 'h hr hrs hour hours',
  86400000: 'd day days',
  604800000: 'w wk wks week weeks',
  2629800000: 'M month months',
  31557600000: 'y yr yrs year years',
};

const MILLISECONDS = new Map(
  Object.entries(UNITS).flatMap(([milliseconds, names]) =>
    names.split(' ').map((name) => [name, Number(milliseconds)] as const),
  ),
);

const PART = /\s*(\d+)\s*([A-Za-z]*)\s*/y;

/** Longest time that a Node timer supports, in milliseconds: nearly 25 days. */
const MAX_MILLISECONDS = 2 ** 31 - 1;

/**
 * A time such as `30s`, `1m 30s`, `500ms`, `2h` or `1day`, in milliseconds.
 * @param lone how to treat a number without a unit: refuse it, or take it as seconds (`timeout: 30`).
 */
export function parseDuration(text: string, lone: 'refused' | 'seconds'): Parsed<number> {
  return parsing(text, () => {
    if (lone === 'seconds' && /^\s*\d+\s*$/.test(text)) return bounded(Number(text) * 1000);
    let total = 0;
    PART.lastIndex = 0;
    do {
      const at = PART.lastIndex;
      const part = PART.exec(text);
      if (part === null) throw new GrammarError(`must be a time such as 30s, 1m 30s or 500ms, got '${text}'`, at);
      total += millisecondsOf(part, at);
    } while (PART.lastIndex < text.length);
    return bounded(total);
  });
}

function millisecondsOf([whole, amount, unit]: RegExpExecArray, at: number): number {
  const milliseconds = MILLISECONDS.get(unit!);
  if (milliseconds !== undefined) return Number(amount) * milliseconds;
  const got = unit === '' ? `${amount} without a unit` : `'${unit}'`;
  const offset = at + whole!.indexOf(unit === '' ? amount! : unit!);
  throw new GrammarError(`must have ms, s, m, h, d or w behind each number, got ${got}`, offset);
}

function bounded(milliseconds: number): number {
  if (milliseconds <= MAX_MILLISECONDS) return milliseconds;
  throw new GrammarError('must be at most 24 days, the longest that a timer takes', 0);
}
