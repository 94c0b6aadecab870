/** How complete the work of a step is. */
export interface ValidationResult {
  /** 0 … 100. */
  readonly completion: number;
  /** `complete`, `incomplete`, `failed`, or the result's own. */
  readonly status: string;
  readonly implemented: readonly unknown[];
  readonly missing: readonly unknown[];
  /** By name, with description, location, severity and suggested fix. */
  readonly gaps: unknown;
  /** All fields of the result. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** For commands that succeed without printing a result. */
export const COMPLETE: ValidationResult = {
  completion: 100,
  status: 'complete',
  implemented: [],
  missing: [],
  gaps: {},
  fields: {},
};

/** For work whose state is unknown. */
export const failedResult = (reason: string): ValidationResult => ({
  ...COMPLETE,
  completion: 0,
  status: 'failed',
  missing: [reason],
});

/**
 * Find the result in a text: a JSON object with `completion_percentage` from 0 to 100, as a number or text (`85`,
 * `85%`), or with only the `status` `complete`. The object may be surrounded by prose, fenced or not; the last one
 * counts.
 * @returns undefined if the text contains no result.
 */
export function resultIn(text: string): ValidationResult | undefined {
  for (const fields of objectsIn(text)) {
    const completion = percentage(fields);
    if (completion !== undefined) return resultOf(fields, completion);
  }
  return undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function resultOf(fields: Fields, completion: number): ValidationResult {
  const { status, implemented, missing, gaps } = fields;
  return {
    completion,
    status: typeof status === 'string' ? status : completion === 100 ? 'complete' : 'incomplete',
    implemented: listOf(implemented),
    missing: listOf(missing),
    gaps: gaps ?? {},
    fields,
  };
}

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null || value === '' ? [] : [value];

function percentage({ completion_percentage: written, status }: Fields): number | undefined {
  if (written === undefined) return status === 'complete' ? 100 : undefined;
  const number = typeof written === 'string' ? numberIn(written) : written;
  return typeof number === 'number' && number >= 0 && number <= 100 ? number : undefined;
}

const numberIn = (text: string): number | undefined =>
  /^\s*\d+(\.\d+)?\s*%?\s*$/.test(text) ? Number.parseFloat(text) : undefined;

/** Maximum number of positions, from the end, at which to look for an object. */
const MOST_OBJECTS = 200;

/** The JSON objects in a text, including nested ones, last one first. */
function* objectsIn(text: string): Generator<Fields> {
  const whole = objectOf(text);
  if (whole !== undefined) return yield whole;
  const starts = [...text.matchAll(/\{\s*"/g)].map(({ index }) => index);
  for (const start of starts.slice(-MOST_OBJECTS).reverse()) {
    const object = objectOf(text.slice(start, endOfObject(text, start)));
    if (object !== undefined) yield object;
  }
}

function objectOf(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** Index after the bracket that closes the one at `start`; the end of the text if there is none. */
function endOfObject(text: string, start: number): number {
  const marks = /[{}]|"[^"\\]*(?:\\.[^"\\]*)*"/gs;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    if (mark[0] === '{') depth += 1;
    else if (mark[0] === '}') depth -= 1;
    if (depth === 0) return marks.lastIndex;
  }
  return text.length;
}
