import { printable } from '../runtime/adapters/log/printable';
import type { LocalPlan, PlannedMap } from '../runtime/programs/plan-local';
import type { PlannedStep } from '../runtime/programs/planned-steps';

/** Maximum number of items shown; the rest are counted. */
const SHOWN = 10;
/** Maximum number of characters shown of an item. */
const ITEM_CHARACTERS = 80;

/** A plan in readable form. */
export function planText(plan: LocalPlan): string {
  const lines = [
    `workflow ${plan.workflow} (${plan.mode}) would run in ${plan.repository}`,
    `from ${plan.base.slice(0, 12)}, for branch ${plan.targetBranch}`,
  ];
  for (const { phase, steps } of plan.phases) {
    lines.push('', `${phase}:`);
    if (phase === 'map' && plan.map) lines.push(...mapLines(plan.map, plan));
    steps.forEach((step, index) => {
      lines.push(...stepLines(step, index + 1));
    });
  }
  return `${lines.join('\n')}\n`;
}

function mapLines({ input, items, maxParallel }: PlannedMap, { phases }: LocalPlan): string[] {
  const atOnce = `  ${maxParallel} at once`;
  if (items === undefined) return [`  items from '${oneLine(input)}', which a dry run does not execute`, atOnce];
  const setup = phases.some(({ phase }) => phase === 'setup') ? ', unless setup changes it' : '';
  const shown = items.slice(0, SHOWN).map(({ id, data }) => `    ${id} ${excerpt(JSON.stringify(data))}`);
  const rest = items.length > SHOWN ? [`    … and ${items.length - SHOWN} more`] : [];
  return [`  ${items.length} items from the file ${input}${setup}`, ...shown, ...rest, atOnce];
}

/** Further lines of a step are indented below its first, and nested steps below those. */
function stepLines({ line, kind, text, when, inner = [] }: PlannedStep, number: number): string[] {
  const [first = '', ...more] = printable(text).trimEnd().split('\n');
  const indent = ' '.repeat(`  ${number}. ${kind}: `.length);
  const condition = when === undefined ? [] : [`     when ${oneLine(when)}`];
  const below = inner.flatMap(({ key, steps }) => [
    `     ${key}:`,
    ...steps.flatMap((step, index) => stepLines(step, index + 1)).map((text) => `     ${text}`),
  ]);
  const further = more.map((text) => `${indent}${text}`);
  return [`  ${number}. ${kind}: ${first}   (line ${line})`, ...further, ...condition, ...below];
}

const oneLine = (text: string): string => printable(text).trim().replaceAll('\n', ' ');

const excerpt = (text: string): string =>
  text.length > ITEM_CHARACTERS ? `${printable(text.slice(0, ITEM_CHARACTERS))}…` : printable(text);
