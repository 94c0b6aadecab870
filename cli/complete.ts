import type { Command, Option } from 'commander';
import { AUTO } from './cluster/auto';

/** Completions that are not in the command tree. */
export interface Known {
  readonly clusters: readonly string[];
  /** Ids of local runs, or of runs on the cluster in the command line. */
  runs(cluster: string | undefined): Promise<readonly string[]>;
}

/**
 * Completions of the last of these words, which may be empty: commands, flags, flag values, runs.
 * @returns nothing if files are expected: shells complete those better.
 */
export async function completions(root: Command, typed: readonly string[], known: Known): Promise<string[]> {
  const words = withoutEqualsSigns(typed);
  const last = words.at(-1) ?? '';
  const { command, before, flag } = reached(root, words.slice(0, -1));
  const candidates = await candidatesFor({ command, before, flag, last, known, words });
  return candidates.filter((candidate) => candidate.startsWith(last)).sort();
}

/** Bash splits `--cluster=edge` into three words. A trailing sign is followed by a value that is still empty. */
const withoutEqualsSigns = (words: readonly string[]): string[] =>
  words.map((word, at) => (word === '=' && at === words.length - 1 ? '' : word)).filter((word) => word !== '=');

interface Place {
  readonly command: Command;
  /** Arguments of the command so far. */
  readonly before: readonly string[];
  /** Flag that still needs its value. */
  readonly flag?: Option;
}

/** Walk through the words as the parser does. */
function reached(root: Command, words: readonly string[]): Place {
  let place: Place = { command: root, before: [] };
  for (const word of words) place = after(place, word);
  return place;
}

function after({ command, before, flag }: Place, word: string): Place {
  if (flag) return { command, before };
  if (word.startsWith('-')) {
    const option = command.options.find(({ long, short }) => word === long || word === short);
    return { command, before, flag: option && takesValue(option) ? option : undefined };
  }
  const next = before.length === 0 && command.commands.find((one) => one.name() === word);
  return next ? { command: next, before: [] } : { command, before: [...before, word] };
}

const takesValue = ({ required, optional }: Option): boolean => required || optional;

interface Question extends Place {
  readonly last: string;
  readonly known: Known;
  readonly words: readonly string[];
}

async function candidatesFor({ command, before, flag, last, known, words }: Question): Promise<readonly string[]> {
  const cluster = flagValue(words, '--cluster');
  if (flag) {
    if (flag.long === '--cluster') return command.name() === 'run' ? [...known.clusters, AUTO] : known.clusters;
    if (flag.long === '--run') return known.runs(cluster);
    return flag.argChoices ?? [];
  }
  if (last.startsWith('-')) return command.options.filter(({ hidden }) => !hidden).map(({ long }) => long as string);
  if (command.commands.length > 0) return before.length === 0 ? visibleNames(command) : [];
  const argument =
    command.registeredArguments[before.length] ?? command.registeredArguments.find(({ variadic }) => variadic);
  if (argument?.name() === 'cluster') return known.clusters;
  return argument?.name() === 'run' ? known.runs(cluster) : (argument?.argChoices ?? []);
}

/** Names that begin with an underscore are for scripts. */
const visibleNames = ({ commands }: Command): string[] =>
  commands.map((one) => one.name()).filter((name) => !name.startsWith('_'));

const flagValue = (words: readonly string[], flag: string): string | undefined => {
  const at = words.indexOf(flag);
  return at < 0 ? words.find((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1) : words[at + 1];
};
