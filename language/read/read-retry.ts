import type { z } from 'zod';
import { parseDuration } from '../duration';
import { DEFAULT_JITTER, DEFAULT_RETRY } from '../model/defaults';
import { checked } from '../parsed';
import type { retry, retryConfig } from '../schema/retry';
import type { Backoff, FinalFailure, Retry, StepRetry } from '../workflow';

type RawRetry = z.output<typeof retry>;
type RawPauses = Pick<RawRetry, 'backoff' | 'initial_delay' | 'max_delay' | 'jitter' | 'jitter_factor'>;

/** `retry` of a step. */
export function readStepRetry(raw: RawRetry): StepRetry {
  return {
    attempts: raw.attempts ?? DEFAULT_RETRY.attempts,
    ...readPauses(raw),
    retryOn: raw.retry_on ?? [],
    budgetMs: milliseconds('retry_budget', raw.retry_budget),
    onFailure: finalFailure(raw.on_failure),
  };
}

/** `retry_config` of an error policy. */
export const readItemRetry = (raw: z.output<typeof retryConfig>): Retry => ({
  attempts: raw.max_attempts ?? raw.attempts ?? DEFAULT_RETRY.attempts,
  ...readPauses(raw),
});

/** A time in milliseconds; it was checked when the file was read. */
export const milliseconds = <Text extends string | undefined>(
  key: string,
  text: Text,
): Text extends string ? number : number | undefined =>
  (text === undefined ? undefined : checked(key, parseDuration(text, 'refused'))) as never;

const readPauses = (raw: RawPauses): Omit<Retry, 'attempts'> => ({
  backoff: readBackoff(raw.backoff, milliseconds('initial_delay', raw.initial_delay) ?? DEFAULT_RETRY.initialMs),
  maxDelayMs: milliseconds('max_delay', raw.max_delay) ?? DEFAULT_RETRY.maxDelayMs,
  jitter: raw.jitter === true ? (raw.jitter_factor ?? DEFAULT_JITTER) : 0,
});

/** `exponential`, `{exponential: {base: 3}}` and `{type: exponential, base: 3}`. */
function readBackoff(raw: RawPauses['backoff'], initialDelayMs: number): Backoff {
  if (raw === undefined || typeof raw === 'string') return backoffOf(raw ?? 'exponential', {}, initialDelayMs);
  const { type, fixed, linear, exponential, fibonacci, custom, ...parameters } = raw;
  if (type !== undefined) return backoffOf(type, parameters, initialDelayMs);
  const [kind, own] = Object.entries({ fixed, linear, exponential, fibonacci, custom }).find(([, value]) => value)!;
  return backoffOf(kind as Backoff['kind'], own!, initialDelayMs);
}

type Parameters = Exclude<NonNullable<RawPauses['backoff']>, string>;

function backoffOf(kind: Backoff['kind'], raw: Omit<Parameters, 'type' | Backoff['kind']>, delayMs: number): Backoff {
  const initialMs = milliseconds('initial', raw.initial) ?? delayMs;
  if (kind === 'fixed') return { kind, delayMs: milliseconds('delay', raw.delay) ?? initialMs };
  if (kind === 'linear') return { kind, initialMs, incrementMs: milliseconds('increment', raw.increment) ?? initialMs };
  if (kind === 'exponential') return { kind, initialMs, base: raw.multiplier ?? raw.base ?? DEFAULT_RETRY.base };
  if (kind === 'fibonacci') return { kind, initialMs };
  return { kind, delaysMs: raw.delays?.map((delay) => milliseconds('delays', delay)) ?? [initialMs] };
}

function finalFailure(raw: RawRetry['on_failure']): FinalFailure {
  if (raw === undefined || typeof raw === 'string') return raw ?? 'stop';
  const { fallback } = raw;
  return { fallback: typeof fallback === 'string' ? fallback : fallback.command };
}
