import { z } from 'zod';
import { choice, mapping, present, type Remark } from './mapping';
import { count, duration, flag, ratio, text } from './rules';

const KINDS = ['fixed', 'linear', 'exponential', 'fibonacci', 'custom'] as const;

const parameters = {
  delay: duration.optional().describe('Of fixed: every pause.'),
  initial: duration.optional().describe('The first pause.'),
  increment: duration.optional().describe('Of linear: what each pause adds.'),
  multiplier: z.number('a number from 1').min(1, 'a number from 1').optional().describe('Of exponential. Default: 2.'),
  base: z.number('a number from 1').min(1, 'a number from 1').optional().describe("Of exponential: as 'multiplier'."),
  delays: z.array(duration, 'a list of times').min(1, 'a list of times').optional().describe('Of custom.'),
};

function oneKind(value: Readonly<Record<string, unknown>>): readonly Remark[] {
  const kinds = present(value, ['type', ...KINDS]);
  if (kinds.length === 1) return [];
  const got = kinds.length === 0 ? 'none' : kinds.map((kind) => `'${kind}'`).join(' and ');
  return [{ severity: 'error', message: `'backoff' must have one kind (${KINDS.join(', ')}), got ${got}` }];
}

const ofKind = mapping('backoffParameters', parameters);

/** The delays between executions: a kind, `{kind: {…}}` or `{type: kind, …}`. */
const backoff = z.union(
  [
    choice(KINDS),
    mapping(
      'backoff',
      {
        type: choice(KINDS).optional(),
        ...parameters,
        ...(Object.fromEntries(KINDS.map((kind) => [kind, ofKind.optional()])) as Record<
          (typeof KINDS)[number],
          z.ZodOptional<typeof ofKind>
        >),
      },
      { check: oneKind },
    ),
  ],
  `${KINDS.map((kind) => `'${kind}'`).join(', ')} or a mapping`,
);

const pauses = {
  backoff: backoff.optional().describe('How the pauses grow. Default: exponential, doubling.'),
  initial_delay: duration.optional().describe('The first pause. Default: 1s.'),
  max_delay: duration.optional().describe('The longest pause. Default: 30s.'),
  jitter: flag.optional().describe('Let chance change each pause a little. Default: false.'),
  jitter_factor: ratio.optional().describe('How much of a pause chance may change. Default: 0.3.'),
};

const CAUSES = ['network', 'timeout', 'server_error', 'rate_limit'] as const;

const cause = z.union(
  [choice(CAUSES), mapping('pattern', { pattern: text('a regular expression') })],
  `${CAUSES.map((name) => `'${name}'`).join(', ')} or {pattern: …}`,
);

const lastResort = z.union(
  [
    choice(['stop', 'continue']),
    mapping('fallback', {
      fallback: z.union(
        [text('a shell command'), mapping('fallbackCommand', { command: text('a shell command') })],
        'a shell command',
      ),
    }),
  ],
  "'stop', 'continue' or {fallback: …}",
);

/** `retry` of a step. */
export const retry = mapping('retry', {
  attempts: count.optional().describe('Executions in all, the first included. Default: 3.'),
  ...pauses,
  retry_on: z.array(cause, 'a list').optional().describe('Failures worth another try. Default: every failure.'),
  retry_budget: duration.optional().describe('Time that all executions and pauses may take together.'),
  on_failure: lastResort.optional().describe('Once the attempts are used up. Default: stop.'),
});

/** `retry_config` of an error policy. */
export const retryConfig = mapping('retryConfig', {
  max_attempts: count.optional().describe('Executions of an item in all, the first included. Default: 3.'),
  attempts: count.optional().describe("As 'max_attempts'."),
  ...pauses,
});
