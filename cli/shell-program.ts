import { Argument, Command } from 'commander';
import { asJson, whichCluster } from './options';
import type { Terminal } from './terminal';

/** Shells with completion. */
const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** Commands about the program itself and the calling shell. */
export const shellCommands = (root: Command, terminal: Terminal): Command[] => [
  version(terminal),
  completion(terminal),
  complete(root, terminal),
];

function version(terminal: Terminal): Command {
  return whichCluster(new Command('version'))
    .description(
      'show the versions of program and image, with --cluster also of its runs, and whether they are compatible',
    )
    .option('--images <file>', 'images to use instead of images.lock')
    .addOption(asJson())
    .action(async (options) => {
      const { showVersion } = await import('./commands/version.js');
      await showVersion(options, terminal);
    });
}

function completion(terminal: Terminal): Command {
  return new Command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'name of the shell').choices([...SHELLS]))
    .action(async (shell) => {
      const { printCompletion } = await import('./commands/completion.js');
      printCompletion(shell, terminal);
    });
}

/** Called by the completion scripts. */
function complete(root: Command, terminal: Terminal): Command {
  return new Command('__complete').argument('[word...]').action(async (words: string[]) => {
    const { complete: found } = await import('./commands/completion.js');
    await found(root, words, terminal);
  });
}
