import { Command, Option } from 'commander';
import { CliError } from './cli-error';
import type { DiffFlags } from './commands/diff';
import { inCluster } from './options';
import type { Terminal } from './terminal';

interface Flags extends DiffFlags {
  readonly live?: boolean;
}

/** `diff`: the effects of a pull request with rendered manifests. */
export function diffProgram(terminal: Terminal): Command {
  return inCluster(new Command('diff'))
    .description(
      'show what a change of rendered manifests does to a cluster; exit 1: needs a human, 3: must not merge; contacts a cluster only with --live, and changes nothing',
    )
    .argument('<base>', 'folder of rendered manifests, or git revision; with --live, the only one')
    .argument('[head]', 'folder of rendered manifests, or git revision')
    .option('--live', 'compare with the objects on the cluster')
    .option('--cluster <name>', 'with --live: target cluster')
    .option('--path <folder>', 'folder of the manifests in git revisions', 'manifests')
    .option('--policy <file>', 'policy file: which findings need a human, or must not be merged')
    .addOption(new Option('-o, --output <format>', 'format of the findings').choices(['json', 'markdown', 'github']))
    .action(async (base: string, head: string | undefined, flags: Flags) => {
      if (flags.live) return live(base, head, flags, terminal);
      if (head === undefined)
        throw new CliError("'HEAD' must be given, got none: name it, or compare with a cluster: --live --cluster NAME");
      if (flags.cluster !== undefined)
        throw new CliError("'--cluster' must be given only with --live: two renderings are compared without a cluster");
      const { diffManifests } = await import('./commands/diff.js');
      diffManifests(base, head, flags, terminal);
    });
}

async function live(only: string, more: string | undefined, flags: Flags, terminal: Terminal): Promise<void> {
  if (more !== undefined)
    throw new CliError("'--live' must be given with one rendering, got two: it is compared with the cluster");
  const { cluster } = flags;
  if (cluster === undefined) throw new CliError("'--cluster' must be given with --live, got none: name the cluster");
  const { diffWithCluster } = await import('./commands/diff-live.js');
  await diffWithCluster(only, { ...flags, cluster }, terminal);
}
