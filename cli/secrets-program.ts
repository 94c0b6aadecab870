import { Command, Option } from 'commander';
import type { Terminal } from './terminal';

/** `secrets`: keys of runs, from this machine straight to the API server. */
export function secretsProgram(terminal: Terminal, asRun: (command: Command) => Command): Command {
  const secrets = new Command('secrets').description('bring keys to a cluster, change them, and see which are there');
  secrets.addCommand(apply(terminal));
  secrets.addCommand(rotate(terminal));
  secrets.addCommand(check(terminal, asRun));
  return secrets;
}

function apply(terminal: Terminal): Command {
  return bringing(new Command('apply'))
    .description('make a Secret, or bring it to hold these keys and no other that was applied so before')
    .argument('<secret>', 'its name')
    .action(async (secret: string, options) => {
      const { applySecret } = await import('./commands/secrets.js');
      await applySecret(secret, options, terminal);
    });
}

function rotate(terminal: Terminal): Command {
  return bringing(new Command('rotate'))
    .description('change keys that a Secret has; its others stay, and no pod restarts')
    .argument('[secret]', 'its name; default: that of --run')
    .option('--run <run>', 'the Secret that came with this run')
    .action(async (secret: string | undefined, options) => {
      const { rotateSecret } = await import('./commands/secrets.js');
      await rotateSecret(secret, options, terminal);
    });
}

function check(terminal: Terminal, asRun: (command: Command) => Command): Command {
  return asRun(new Command('check'))
    .description('say which keys of a run are there, missing or empty; needs the right to read its Secrets')
    .argument('<run>', 'run id, or a workflow file that is to be run')
    .requiredOption('--cluster <name>', 'target cluster')
    .addOption(new Option('-o, --output <format>', 'machine-readable output').choices(['json']))
    .action(async (run: string, options) => {
      const { checkSecrets } = await import('./commands/secrets-check.js');
      await checkSecrets(run, options, terminal);
    });
}

/** Flags of what sends values. */
function bringing(command: Command): Command {
  return command
    .requiredOption('--cluster <name>', 'target cluster')
    .option('--environment <name>', 'environment of the cluster, such as staging')
    .option('-n, --namespace <name>', "namespace; default: the cluster's")
    .option('--tenant <id>', 'one of several tenants: <namespace>-tenant-<id>')
    .option('--kubeconfig <file>', 'kubeconfig; default: KUBECONFIG, ~/.kube/config, in-cluster')
    .option('--context <name>', 'context of the kubeconfig')
    .requiredOption(
      '--credential <key=source>',
      'a key and where its value is read, repeatable: env:NAME or file:PATH',
      (value: string, earlier: readonly string[] = []) => [...earlier, value],
    );
}
