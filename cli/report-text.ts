import type { Durations, Failure, Report } from '../contract/report';
import type { Usage } from '../contract/usage';
import { printable } from '../runtime/adapters/log/printable';
import { stepPlace } from './step-place';
import { spanText } from './time-text';

/** Maximum width of lines: terminals, log viewers and mail show it without wrapping. */
const WIDTH = 100;
/** Width of a line's label. */
const INDENT = 8;

/** The report in readable form. */
export function reportText(report: Report): string {
  const lines = [`run ${report.runId}: ${report.outcome}${report.reason ? ` (${printable(report.reason)})` : ''}`];
  if (report.durations) lines.push(named('time', timesText(report.durations)));
  if (report.items) lines.push(named('items', itemsText(report)));
  if (report.durations?.items) lines.push(named('each', eachText(report.durations.items)));
  if (report.usage) lines.push(named('claude', usageText(report.usage)));
  if (report.result) {
    const { branch, commit, commits } = report.result;
    lines.push(named('result', `${branch} at ${commit.slice(0, 12)}, ${commits} commit${commits === 1 ? '' : 's'}`));
    if (report.result.pullRequest) lines.push(`pull request: ${printable(report.result.pullRequest)}`);
  } else if (report.outcome === 'complete') lines.push(named('result', 'no commits, nothing to publish'));
  for (const warning of report.warnings ?? []) lines.push(`warning: ${printable(warning)}`);
  for (const failure of report.failures) lines.push(named('failed', failureText(failure)));
  if (report.truncated) lines.push(`… and ${report.truncated} more failures`);
  return `${lines.flatMap(wrapped).join('\n')}\n`;
}

const named = (name: string, text: string): string => `${`${name}:`.padEnd(INDENT)}${text}`;

function itemsText({ items, attempts }: Report): string {
  const { total, merged, unchanged, dead, purged, skipped } = items as NonNullable<Report['items']>;
  const gone = purged ? `, ${purged} of them purged` : '';
  const left = skipped > 0 ? `, ${skipped} skipped` : '';
  const tried = attempts === undefined ? '' : `; ${attempts} attempt${attempts === 1 ? '' : 's'}`;
  return `${total}, ${merged} merged, ${unchanged} without changes, ${dead} failed${gone}${left}${tried}`;
}

function timesText({ totalMs, phases }: Durations): string {
  const parts = Object.entries(phases).map(([phase, ms]) => `${phase} ${spanText(ms)}`);
  return [spanText(totalMs), ...(parts.length > 1 ? [parts.join(', ')] : [])].join(': ');
}

const eachText = ({ minMs, medianMs, p95Ms, maxMs }: NonNullable<Durations['items']>): string =>
  `${spanText(minMs)} to ${spanText(maxMs)}, median ${spanText(medianMs)}` +
  `${p95Ms === undefined ? '' : `, 95 of 100 within ${spanText(p95Ms)}`}`;

const failureText = ({ item, attempt, step, reason }: Failure): string =>
  `${item} (attempt ${attempt}${stepPlace(step, reason, ', step ')}): ${printable(reason)}`;

/** Wraps a line at spaces where possible; continuation lines are indented to the text. */
function wrapped(line: string): string[] {
  const lines: string[] = [];
  for (const part of line.split('\n')) {
    let rest = lines.length === 0 ? part : `${' '.repeat(INDENT)}${part}`;
    while (rest.length > WIDTH) {
      const blank = rest.lastIndexOf(' ', WIDTH);
      const end = blank > INDENT ? blank : WIDTH;
      lines.push(rest.slice(0, end).trimEnd());
      rest = `${' '.repeat(INDENT)}${rest.slice(end).trimStart()}`;
    }
    lines.push(rest.trimEnd());
  }
  return lines;
}

/** Tokens and cost on one line; cache tokens are included if there are any. */
function usageText(usage: Usage): string {
  const { inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens, costUsd } = usage;
  const counts = [`${tokens(inputTokens)} tokens in`, `${tokens(outputTokens)} out`];
  if (cacheReadTokens > 0) counts.push(`${tokens(cacheReadTokens)} from its cache`);
  if (cacheCreationTokens > 0) counts.push(`${tokens(cacheCreationTokens)} into it`);
  return `${counts.join(', ')}; $${costUsd.toFixed(costUsd < 0.01 ? 4 : 2)}`;
}

const tokens = (count: number): string => count.toLocaleString('en-US');
