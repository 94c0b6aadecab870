import type { Report } from '../contract/report';
import type { Usage } from '../contract/usage';
import { printable } from '../runtime/adapters/log/printable';

/** The report as a person reads it. */
export function reportText(report: Report): string {
  const lines = [`run ${report.runId}: ${report.outcome}${report.reason ? ` (${printable(report.reason)})` : ''}`];
  if (report.items) {
    const { total, merged, unchanged, dead, skipped } = report.items;
    const left = skipped > 0 ? `, ${skipped} skipped` : '';
    lines.push(`items: ${total}, ${merged} merged, ${unchanged} without changes, ${dead} failed${left}`);
  }
  if (report.usage) lines.push(`claude: ${usageText(report.usage)}`);
  if (report.result) {
    const { branch, commit, commits } = report.result;
    lines.push(`result: ${branch} at ${commit.slice(0, 12)}, ${commits} commit${commits === 1 ? '' : 's'}`);
    if (report.result.pullRequest) lines.push(`pull request: ${printable(report.result.pullRequest)}`);
  } else if (report.outcome === 'complete') lines.push('result: no commits, nothing to publish');
  for (const warning of report.warnings ?? []) lines.push(`warning: ${printable(warning)}`);
  for (const failure of report.failures)
    lines.push(`failed: ${failure.item} (attempt ${failure.attempt}): ${printable(failure.reason)}`);
  if (report.truncated) lines.push(`… and ${report.truncated} more failures`);
  return `${lines.join('\n')}\n`;
}

/** Tokens and money on one line; what was read from or written to a cache is told where there is any. */
function usageText(usage: Usage): string {
  const { inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens, costUsd } = usage;
  const counts = [`${tokens(inputTokens)} tokens in`, `${tokens(outputTokens)} out`];
  if (cacheReadTokens > 0) counts.push(`${tokens(cacheReadTokens)} from its cache`);
  if (cacheCreationTokens > 0) counts.push(`${tokens(cacheCreationTokens)} into it`);
  return `${counts.join(', ')}; $${costUsd.toFixed(costUsd < 0.01 ? 4 : 2)}`;
}

const tokens = (count: number): string => count.toLocaleString('en-US');
