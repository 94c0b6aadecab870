import { Command, Option } from 'commander';
import type { Terminal } from './terminal';

/** `diff`: what a pull request of rendered manifests changes. */
export function diffProgram(terminal: Terminal): Command {
  return new Command('diff')
    .description(
      'say what a change of rendered manifests comes to on a cluster; exit 1: needs a human, 3: must not merge; asks no cluster',
    )
    .argument('<base>', 'folder of rendered manifests, or git revision')
    .argument('<head>', 'folder of rendered manifests, or git revision')
    .option('--path <folder>', 'folder of the manifests in git revisions', 'manifests')
    .option('--policy <file>', 'which findings need a human, or must not be merged')
    .addOption(new Option('-o, --output <format>', 'format of the findings').choices(['json', 'markdown', 'github']))
    .action(async (base: string, head: string, options) => {
      const { diffManifests } = await import('./commands/diff.js');
      diffManifests(base, head, options, terminal);
    });
}
