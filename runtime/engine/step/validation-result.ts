/** How complete the work of a step is. */
export interface ValidationResult {
  /** 0 … 100. */
  readonly completion: number;
  /** `complete`, `incomplete`, `failed`, or what the result says itself. */
  readonly status: string;
  readonly implemented: readonly unknown[];
  readonly missing: readonly unknown[];
  /** By name, with description, location, severity and suggested fix. */
  readonly gaps: unknown;
  /** Whatever else the result has. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** There is no result beside the success of the commands. */
export const COMPLETE: ValidationResult = {
  completion: 100,
  status: 'complete',
  implemented: [],
  missing: [],
  gaps: {},
  fields: {},
};

/** Nothing is known of the work. */
export const failedResult = (reason: string): ValidationResult => ({
  ...COMPLETE,
  completion: 0,
  status: 'failed',
  missing: [reason],
});

/**
 * The result in a text: a JSON object with `completion_percentage` from 0 to 100, a number or such a text (`85`, `85%`),
 * or with the `status` `complete` alone. The text may be the object, or prose around it, fenced or not; of several
 * objects the last counts.
 * @returns undefined where the text holds no result.
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

/** Most places of a text where an object is looked for: the last. */
const MOST_OBJECTS = 200;

/** The JSON objects of a text, those inside of objects too, the last one first. */
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

/** Behind the bracket that closes the one at `start`; that of the text where none does. */
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
