import type { ShownChange } from '../review/diff/finding';
import { printable } from '../runtime/adapters/log/printable';

/** Lines of one change that are shown at most: a reviewer who wants more opens the file. */
const MOST_LINES = 40;

/** A change as the lines of a diff: `- path: before`, `+ path: after`; of a text of lines only those that differ. */
export function diffLines({ path, before, after }: ShownChange): string[] {
  if ([before, after].some((value) => typeof value === 'string' && value.includes('\n')))
    return textLines(path, String(before ?? ''), String(after ?? ''));
  return [
    ...(before === undefined ? [] : [`- ${path}: ${valueText(before)}`]),
    ...(after === undefined ? [] : [`+ ${path}: ${valueText(after)}`]),
  ].map(printable);
}

/** A single value as YAML takes it too. */
const valueText = (value: unknown): string =>
  typeof value === 'string' && /^[\w./<][\w./:@ ,<>-]*$/.test(value) ? value : JSON.stringify(value);

function textLines(path: string, before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const start = commonStart(old, now);
  const end = commonStart(old.slice(start).reverse(), now.slice(start).reverse());
  const lines = [
    ...old.slice(start, old.length - end).map((line) => `-   ${line}`),
    ...now.slice(start, now.length - end).map((line) => `+   ${line}`),
  ].map(printable);
  const more = lines.length - MOST_LINES;
  return [`  ${path}: |`, ...lines.slice(0, MOST_LINES), ...(more > 0 ? [`    … ${more} more lines`] : [])];
}

function commonStart(one: readonly string[], other: readonly string[]): number {
  const differs = one.findIndex((line, index) => line !== other[index]);
  return differs === -1 ? Math.min(one.length, other.length) : differs;
}
