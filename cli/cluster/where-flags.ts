import { quoted } from '../../language/shell/quoted';
import type { WhichCluster } from './reach';

const FLAGS = ['cluster', 'environment', 'namespace', 'kubeconfig', 'context'] as const;

/** The flags that lead a printed command to the same place as this one; '' for local runs. */
export const whereFlags = (flags: WhichCluster): string => given(flags, FLAGS);

/** As {@link whereFlags}, without the cluster and the place on it: for commands that take clusters as arguments. */
export const connectionFlags = (flags: WhichCluster): string => given(flags, ['kubeconfig', 'context']);

/** A word for a shell, in quotes only if it needs them. */
export const word = (text: string): string => (/^[\w./:@%+=,-]+$/.test(text) ? text : quoted(text));

function given(flags: WhichCluster, names: readonly (typeof FLAGS)[number][]): string {
  return names
    .map((name) => [name, flags[name]] as const)
    .map(([name, value]) => (value === undefined ? '' : ` --${name} ${word(value)}`))
    .join('');
}
