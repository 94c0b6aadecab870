import type { Report } from '../contract/report';
import { printable } from '../runtime/adapters/log/printable';
import type { WhichCluster } from './cluster/reach';
import type { JobState } from './cluster/run-status';
import type { Waiting } from './cluster/waiting';
import { connectionFlags, whereFlags, word } from './cluster/where-flags';
import { stepPlace } from './step-place';
import { spanText } from './time-text';

/** Explanation of a run for somebody who has to act on it. */
export interface Explanation {
  readonly runId: string;
  /** Its state in one sentence. */
  readonly state: string;
  /** What has happened, in order. */
  readonly happened: readonly string[];
  /** Causes; empty if all is well. */
  readonly because: readonly string[];
  /** Commands to run next, with the purpose of each. */
  readonly next: readonly Step[];
}

export interface Step {
  readonly command: string;
  readonly purpose: string;
}

/** Maximum number of failures listed; the dead letters contain all. */
const SHOWN = 5;

/** Explain a run that has ended. @param flags that led to it, for the next commands; without a cluster, it is local. */
export function explainEnd(report: Report, flags: WhichCluster): Explanation {
  const { runId, outcome, items } = report;
  return {
    runId,
    state: `${outcome}${items ? `: ${items.merged + items.unchanged} of ${items.total} items done` : ''}`,
    happened: happened(report),
    because: because(report),
    next: nextSteps(report, flags),
  };
}

function happened({ startedAt, finishedAt, durations, attempts, items, result }: Report): string[] {
  const phases = Object.entries(durations?.phases ?? {}).map(([phase, ms]) => `${phase} took ${spanText(ms)}`);
  const retried = attempts !== undefined && items ? attempts - items.total : 0;
  return [
    `began ${clockText(startedAt)}`,
    ...phases,
    ...(retried > 0
      ? [`${retried} attempt${retried === 1 ? '' : 's'} failed and ${retried === 1 ? 'was' : 'were'} retried`]
      : []),
    ...(result ? [`${result.commits} commit${result.commits === 1 ? '' : 's'} on ${result.branch}`] : []),
    `ended ${clockText(finishedAt)}`,
  ];
}

const clockText = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')}Z`;

function because({ outcome, reason, failures, truncated = 0, warnings = [] }: Report): string[] {
  const shown = failures.slice(0, SHOWN).map(({ item, attempt, step, reason: why }) => {
    const place = stepPlace(step, why, ' in step ');
    return `${item} failed at attempt ${attempt}${place}: ${printable(why)}`;
  });
  const more = failures.length - shown.length + truncated;
  return [
    ...(outcome === 'complete' || reason === undefined ? [] : [printable(reason)]),
    ...shown,
    ...(more > 0 ? [`… and ${more} more items`] : []),
    ...warnings.map(printable),
  ];
}

function nextSteps(report: Report, flags: WhichCluster): Step[] {
  const { runId, outcome, items, failures, result } = report;
  const prodigy = (rest: string): string => `prodigy-k8s ${rest}${whereFlags(flags)}`;
  // Locally, dead letters become a new run; on a cluster they are retried in theirs.
  const retry = flags.cluster === undefined ? `dlq retry --run ${runId}` : `retry ${runId}`;
  const first = failures[0]?.item;
  const dead = (items?.dead ?? 0) > 0;
  return [
    ...(first === undefined
      ? []
      : [
          {
            command: prodigy(`dlq inspect ${word(first)} --run ${runId}`),
            purpose: 'everything known about that failure',
          },
        ]),
    ...(dead && outcome === 'complete' ? [{ command: prodigy(retry), purpose: 'retry the failed items' }] : []),
    ...waysOn(report).map(({ command, purpose }) => ({
      command: prodigy(`${command} ${runId}`),
      purpose,
    })),
    ...(result ? [{ command: prodigy(`results ${runId}`), purpose: 'get its result' }] : []),
  ];
}

function waysOn({ outcome, base }: Report): Step[] {
  if (outcome === 'complete') return [];
  if (outcome === 'unpublished') return [{ command: 'publish', purpose: 'push the result once origin accepts it' }];
  // Without a repository, there is nothing to resume from.
  if (base === undefined)
    return [{ command: 'run FILE --again --run-id', purpose: 'submit it again once the cause is fixed' }];
  return [
    {
      command: 'resume',
      purpose: outcome === 'cancelled' ? 'continue where it was stopped' : 'continue once the cause is fixed',
    },
  ];
}

/** Explain a run in progress on a cluster. @param flags that led to it. */
export function explainLive(
  runId: string,
  state: JobState,
  waiting: readonly Waiting[],
  flags: WhichCluster & { readonly cluster: string },
): Explanation {
  const { phase, ready, agents, reason } = state;
  const prodigy = (rest: string): string => `prodigy-k8s ${rest}${whereFlags(flags)}`;
  const check = `prodigy-k8s clusters check ${flags.cluster}${connectionFlags(flags)}`;
  const next: Record<JobState['phase'], Step[]> = {
    suspended: [{ command: prodigy(`resume ${runId}`), purpose: 'let its agents start' }],
    pending: [{ command: check, purpose: 'see which capacity the cluster has left' }],
    running: [{ command: `${prodigy(`logs ${runId}`)} -f`, purpose: 'see what it does' }],
    complete: [],
    failed: [{ command: prodigy(`logs ${runId}`), purpose: 'see the last output of its pods' }],
  };
  return {
    runId,
    state: `${phase}: ${ready} of ${agents} agents ready`,
    happened: [],
    because: [...(reason ? [reason] : []), ...waiting.map(({ object, reason: why }) => `${object} waits: ${why}`)],
    next: next[phase],
  };
}

/** The explanation in readable form. */
export function explanationText({ runId, state, happened, because, next }: Explanation): string {
  const width = Math.max(0, ...next.map(({ command }) => command.length));
  const parts = [
    [`run ${runId} is ${state}`],
    ...(happened.length > 0 ? [['what happened:', ...happened.map(indented)]] : []),
    ...(because.length > 0 ? [['why:', ...because.map(indented)]] : []),
    ...(next.length > 0
      ? [['next:', ...next.map((step) => indented(`${step.command.padEnd(width)}   ${step.purpose}`))]]
      : []),
  ];
  return `${parts.flat().join('\n')}\n`;
}

const indented = (line: string): string => `  ${line}`;
