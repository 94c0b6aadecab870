import type { Progress } from '../../contract/progress';
import { printable } from '../../runtime/adapters/log/printable';

/** One line: the phase and its progress. */
export function progressText({ phase, steps, items }: Progress): string {
  if (phase === 'publish') return 'publishing';
  if (phase === 'map') return items === undefined ? 'map: listing the items' : `map: ${itemsText(items)}`;
  return steps === undefined ? phase : `${phase}: step ${Math.min(steps.done + 1, steps.total)} of ${steps.total}`;
}

/** Number of items that have ended, by outcome. */
export function itemsText({ total, merged, unchanged, dead, skipped }: NonNullable<Progress['items']>): string {
  const told = [`${merged + unchanged + dead + skipped} of ${total} items done`];
  if (dead > 0) told.push(`${dead} failed`);
  if (skipped > 0) told.push(`${skipped} skipped`);
  return told.join(', ');
}

/** The newest failures, one per line; further lines of a reason are indented below its first. */
export const failureLines = ({ failures }: Progress): string[] =>
  failures.map(({ item, attempt, reason }) => {
    const [first, ...more] = printable(reason).trimEnd().split('\n');
    return [`failed: ${item} (attempt ${attempt}): ${first}`, ...more.map((line) => `        ${line}`)].join('\n');
  });
