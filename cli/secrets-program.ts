import { Command } from 'commander';
import { asJson, collected, inCluster, kubernetes } from './options';
import { onCluster } from './run-options';
import type { Terminal } from './terminal';

/** `secrets`: sends keys of runs from this machine directly to the API server. */
export function secretsProgram(terminal: Terminal): Command {
  const secrets = new Command('secrets').description('apply, rotate and check the keys of runs on a cluster');
  secrets.addCommand(apply(terminal));
  secrets.addCommand(rotate(terminal));
  secrets.addCommand(check(terminal));
  return secrets;
}

function apply(terminal: Terminal): Command {
  return bringing(new Command('apply'))
    .description('create or update a Secret; keys applied earlier and not given now are removed')
    .argument('<secret>', 'its name')
    .action(async (secret: string, options) => {
      const { applySecret } = await import('./commands/secrets.js');
      await applySecret(secret, options, terminal);
    });
}

function rotate(terminal: Terminal): Command {
  return bringing(new Command('rotate'))
    .description('change existing keys of a Secret; other keys stay, and no pod restarts')
    .argument('[secret]', 'its name; default: the Secret of --run')
    .option('--run <run>', 'the Secret created with this run')
    .action(async (secret: string | undefined, options) => {
      const { rotateSecret } = await import('./commands/secrets.js');
      await rotateSecret(secret, options, terminal);
    });
}

function check(terminal: Terminal): Command {
  return kubernetes(onCluster(new Command('check')))
    .description('show which keys of a run exist, are missing or are empty; needs the right to read its Secrets')
    .argument('<run>', 'run id, or workflow file to be run')
    .requiredOption('--cluster <name>', 'target cluster')
    .addOption(asJson())
    .action(async (run: string, options) => {
      const { checkSecrets } = await import('./commands/secrets-check.js');
      await checkSecrets(run, options, terminal);
    });
}

/** Flags of commands that send values. */
function bringing(command: Command): Command {
  return inCluster(command)
    .requiredOption('--cluster <name>', 'target cluster')
    .option('--tenant <id>', 'use the namespace of this tenant: <namespace>-tenant-<id>')
    .requiredOption(
      '--credential <key=source>',
      'a key and where its value is read, repeatable: env:NAME or file:PATH',
      collected,
    );
}
