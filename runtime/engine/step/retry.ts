import type { ErrorType } from '../../../contract/journal';
import { checked } from '../../../language/parsed';
import { compilePattern } from '../../../language/patterns/linear-pattern';
import type { RetryCause, Step, StepRetry } from '../../../language/workflow';
import { pauseAfter } from '../backoff';
import { Interrupted } from '../engine';
import type { Ran } from '../run-command';
import type { Setting } from '../setting';
import { excerpt } from '../step-failed';

/** One execution of a step. */
export interface Execution {
  readonly ran: Ran;
  /** Why it failed; undefined if it succeeded. */
  readonly complaint: string | undefined;
  /** Kind of failure. Default: derived from its exit code and its commits. */
  readonly errorType?: ErrorType;
  /** It failed, and the run goes on as if it had not. */
  readonly tolerated?: boolean;
  /** Whether nothing was executed, since its condition does not hold. */
  readonly skipped?: boolean;
}

/**
 * Execute a step until it succeeds, as its `retry` allows: at most `attempts` executions with pauses between them. No
 * execution starts if `retry_budget`, or the time of what encloses the step, would be over by then; the budget does not
 * stop a running one. `retry.on_failure` comes last.
 *
 * Only if it still fails then, the step's own `on_failure` applies. After its handler the step is executed once each
 * time: the two add up, `attempts + max_attempts - 1` executions at most, and do not multiply.
 * @param once executes a step; also called with the fallback in place of the step's command.
 * @throws Interrupted if the signal fired.
 */
export async function withRetries(
  step: Step,
  once: (step: Step) => Promise<Execution>,
  setting: Setting,
): Promise<Execution> {
  const { retry } = step;
  if (retry === undefined) return once(step);
  const { clock, random } = setting.engine;
  const end = clock.now() + Math.min(retry.budgetMs ?? Infinity, (setting.deadline ?? Infinity) - clock.now());
  for (let execution = 1; ; execution += 1) {
    const came = await once(step);
    if (came.complaint === undefined) return came;
    const pause = pauseAfter(execution, retry, random());
    const isOver = execution >= retry.attempts || clock.now() + pause > end;
    if (isOver || !isWorthIt(retry, came.ran)) return lastResort(step, retry, came, once, setting);
    const next = `execution ${execution + 1} of ${retry.attempts} follows in ${pause / 1000} s`;
    setting.log.warn(`${came.complaint}\n${next}`, { execution });
    await clock.sleep(pause, setting.signal);
    if (setting.signal.aborted) throw new Interrupted();
  }
}

async function lastResort(
  step: Step,
  { onFailure }: StepRetry,
  failed: Execution,
  once: (step: Step) => Promise<Execution>,
  { log }: Setting,
): Promise<Execution> {
  if (onFailure === 'stop') return failed;
  if (onFailure === 'continue') {
    log.warn(`${failed.complaint}\nthe run goes on: 'retry.on_failure' is 'continue'`);
    return { ...failed, complaint: undefined, tolerated: true };
  }
  log.warn(`${failed.complaint}\nits fallback is run: ${onFailure.fallback}`);
  const came = await once({ ...step, command: { kind: 'shell', text: onFailure.fallback } });
  if (came.complaint === undefined) return came;
  return { ...came, complaint: `${failed.complaint}\nand its fallback failed too: ${came.complaint}` };
}

/** Patterns for the words of `retry_on`, searched in the last lines that a failed execution printed, ignoring case. */
const SIGNS: Readonly<Record<Exclude<RetryCause, object>, RegExp>> = {
  network:
    /network|connection|refused|unreachable|could not resolve|name resolution|no route to host|hang ?up|\bE(CONN(REFUSED|RESET|ABORTED)|NOTFOUND|AI_AGAIN|(HOST|NET)UNREACH|PIPE)\b/i,
  timeout: /time(d)?[ -]?out|ETIMEDOUT|deadline exceeded/i,
  server_error: /\b(500|502|503|504|529)\b|server error|bad gateway|service unavailable|overloaded/i,
  rate_limit: /rate.?limit|\b429\b|too many requests/i,
};

/**
 * Whether `retry_on` covers the failure, judging by the last lines on stderr, or on stdout if stderr is empty. A step
 * that its `timeout` stopped counts as `timeout`. An empty list covers every failure.
 */
function isWorthIt({ retryOn }: StepRetry, ran: Ran): boolean {
  const said = excerpt(ran.complaint);
  const isCause = (cause: RetryCause): boolean => {
    if (typeof cause === 'object') return checked('pattern', compilePattern(cause.pattern)).foundIn(said);
    return SIGNS[cause].test(said) || (cause === 'timeout' && ran.timedOut);
  };
  return retryOn.length === 0 || retryOn.some(isCause);
}
