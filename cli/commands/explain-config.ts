import { inOrder } from '../../stacks/overlay';
import { type TargetFlags, targetOf } from '../cluster/target';
import { table } from '../table';
import type { Terminal } from '../terminal';

/** Print every fact of a target, with its source. */
export async function explainConfig(
  flags: TargetFlags & { readonly output?: 'json' },
  terminal: Terminal,
): Promise<void> {
  const { facts, layers } = await targetOf(flags, terminal);
  const rows = inOrder(layers).map(({ path, value, origin }) => ({ fact: path.join('.'), value, origin }));
  if (flags.output === 'json') return terminal.out(`${JSON.stringify({ target: facts.name, facts: rows }, null, 2)}\n`);
  terminal.progress(`target ${facts.name}\n`);
  terminal.out(
    table(
      ['fact', 'value', 'origin'],
      rows.map(({ fact, value, origin }) => [fact, typeof value === 'string' ? value : JSON.stringify(value), origin]),
    ),
  );
}
