import { type LogBatch, lineNumber } from '../../contract/agent-log';
import type { JournalEntry, RunOutcome } from '../../contract/journal';
import { Limit } from '../../contract/limits';
import { agentMetric, type Measurements, MOST_MEASUREMENTS } from '../../contract/metrics';
import { NO_USAGE, usageIn } from '../../contract/usage';
import type { AgentHello, AttemptRequest, MergeRequest, PublicationRequest } from '../../contract/workspace-api';
import { HttpError } from './http-error';

type Fields = Readonly<Record<string, unknown>>;

/** Item ids become parts of ref names. */
const ITEM = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;
/** Fencing number of a leader, and number of its record. */
const BILL = /^\d{1,16}-\d{1,16}$/;
const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;
const OUTCOMES: readonly RunOutcome[] = ['complete', 'unpublished', 'failed', 'refused', 'cancelled'];
const ENTRIES: readonly JournalEntry['type'][] = [
  'step',
  'phase',
  'setup',
  'items',
  'attempt',
  'item',
  'retried',
  'purged',
  'result',
  'usage',
  'finished',
];

/** Checks of request bodies: each returns the typed request. @throws HttpError 400 stating the rule. */
export const checked = {
  hello(body: unknown): AgentHello {
    const { index, pod } = fields(body);
    return { index: integer('index', index, 0, Limit.AGENT_INDEXES - 1), pod: String(pod ?? '') };
  },
  attempt(body: unknown): AttemptRequest {
    const { item, attempt } = fields(body);
    return { item: matching('item', item, ITEM, 'an item id'), attempt: positive('attempt', attempt) };
  },
  merge(body: unknown): MergeRequest {
    const { commit, durationMs } = fields(body);
    return {
      ...checked.attempt(body),
      commit: matching('commit', commit, COMMIT, 'a full commit id'),
      durationMs: integer('durationMs', durationMs, 0, Number.MAX_SAFE_INTEGER),
    };
  },
  measurements(body: unknown): Measurements[] {
    if (!Array.isArray(body)) throw new HttpError(400, "'body' must be a list of measurements");
    const list = body.map(measurementsIn);
    const count = list.reduce((sum, { values }) => sum + values.length, 0);
    if (count <= MOST_MEASUREMENTS) return list;
    throw new HttpError(400, `'body' must hold ${MOST_MEASUREMENTS} values at most, got ${count}`);
  },
  logBatch(body: unknown): LogBatch {
    const { index, began, first, lines, ended } = fields(body);
    if (!Array.isArray(lines) || !lines.every(isLine)) throw new HttpError(400, "'lines' must be a list of lines");
    const begin = positive('first', first);
    if (lines.some((line, at) => lineNumber(line) !== begin + at))
      throw new HttpError(400, `'lines' must be numbered from ${begin} on, one after the other`);
    return {
      index: integer('index', index, 0, Limit.AGENT_INDEXES - 1),
      began: integer('began', began, 0, MOST_MS),
      first: begin,
      lines,
      ...(ended === true && { ended }),
    };
  },
  publication(body: unknown): PublicationRequest {
    const { commit } = fields(body);
    return commit === undefined ? {} : { commit: matching('commit', commit, COMMIT, 'a full commit id') };
  },
  /** Checks only the type of entry, and what this server passes to git: everything else is read only by its writer. */
  entry(body: unknown): JournalEntry {
    const entry = fields(body);
    const type = oneOf('type', entry.type, ENTRIES);
    if (type === 'finished') {
      const outcome = oneOf('outcome', entry.outcome, OUTCOMES);
      const reason = entry.reason === undefined ? undefined : String(entry.reason);
      return { type, outcome, reason, usage: usageIn(entry.usage) };
    }
    if (type === 'usage')
      return { type, id: matching('id', entry.id, BILL, 'an id'), usage: usageIn(entry.usage) ?? NO_USAGE };
    if (type === 'result') return { type, commit: matching('commit', entry.commit, COMMIT, 'a full commit id') };
    return entry as unknown as JournalEntry;
  },
};

/** Largest time in milliseconds since 1970 with 15 digits. */
const MOST_MS = 10 ** 15 - 1;

const isLine = (line: unknown): line is string => typeof line === 'string' && !line.includes('\n');

/** Labels are restricted to the metric's known values, so that no agent can create more series. */
function measurementsIn(entry: unknown): Measurements {
  const { metric, labels, values } = fields(entry);
  const known = agentMetric(String(metric));
  if (!known) throw new HttpError(400, `'metric' must be one that agents report, got ${JSON.stringify(metric)}`);
  const given = fields(labels);
  const entries = Object.entries(known.labels).map(([name, allowed]) => [name, oneOf(name, given[name], allowed)]);
  if (!Array.isArray(values) || !values.every((value) => Number.isFinite(value) && value >= 0))
    throw new HttpError(400, "'values' must be a list of numbers from 0");
  return { metric: known.name, labels: Object.fromEntries(entries), values };
}

function fields(body: unknown): Fields {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Fields;
  throw new HttpError(400, "'body' must be a JSON object");
}

function integer(name: string, value: unknown, min: number, max: number): number {
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
  throw new HttpError(400, `'${name}' must be an integer from ${min} to ${max}, got ${JSON.stringify(value)}`);
}

const positive = (name: string, value: unknown): number => integer(name, value, 1, Number.MAX_SAFE_INTEGER);

function matching(name: string, value: unknown, pattern: RegExp, what: string): string {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new HttpError(400, `'${name}' must be ${what}, got ${JSON.stringify(value)}`);
}

function oneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): T {
  if (allowed.includes(value as T)) return value as T;
  throw new HttpError(400, `'${name}' must be one of ${allowed.join(', ')}, got ${JSON.stringify(value)}`);
}
