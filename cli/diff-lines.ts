import type { ShownChange } from '../review/diff/finding';
import { grouped } from '../review/diff/rendering';
import { printable } from '../runtime/adapters/log/printable';

/** Maximum number of lines shown for one change: reviewers who want more open the file. */
const MOST_LINES = 40;

/**
 * Changes as diff lines. For a list of scalars, only added and removed ones are shown: removing one shifts all that
 * follow.
 */
export const diffLines = (changes: readonly ShownChange[]): string[] =>
  [...grouped(changes, listOf).values()].flatMap((of) => movedLines(of) ?? of.flatMap(changeLines));

/** Path of the list that holds a value by index; else the value's own path. */
const listOf = ({ path }: ShownChange): string => path.replace(/\[\d+\]$/, '');

/** Undefined if only the order changed, or it is not a list of scalars. */
function movedLines(changes: readonly ShownChange[]): string[] | undefined {
  const path = listOf(changes[0] as ShownChange);
  const values = (side: 'before' | 'after') => changes.flatMap((change) => change[side] ?? []).map(valueText);
  const [gone, come] = [without(values('before'), values('after')), without(values('after'), values('before'))];
  if (changes.length === 1 || gone.length + come.length === 0) return undefined;
  if (changes.some(({ before, after }) => `${before}${after}`.includes('\n'))) return undefined;
  return [...gone.map((value) => `- ${path}: ${value}`), ...come.map((value) => `+ ${path}: ${value}`)].map(printable);
}

/** Values that are not among others, counting duplicates. */
function without(values: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return values.filter((value) => {
    const at = left.indexOf(value);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

/** A change as diff lines: `- path: before`, `+ path: after`; for multi-line text, only the lines that differ. */
function changeLines({ path, before, after }: ShownChange): string[] {
  if ([before, after].some((value) => typeof value === 'string' && value.includes('\n')))
    return textLines(path, String(before ?? ''), String(after ?? ''));
  return [
    ...(before === undefined ? [] : [`- ${path}: ${valueText(before)}`]),
    ...(after === undefined ? [] : [`+ ${path}: ${valueText(after)}`]),
  ].map(printable);
}

/** A scalar in a form that is also valid YAML. */
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
