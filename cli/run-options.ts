import type { Command } from 'commander';
import { SOURCE_FORMS } from './cluster/credentials';
import { collected, once } from './options';

/** Flags that change facts of a target. No flag has a default of its own: flag, environment, cluster, then base. */
export function onTarget(command: Command): Command {
  return command
    .option('--environment <name>', 'environment of the cluster, such as staging')
    .option('--max-parallel <n>', 'agents at once')
    .option('-n, --namespace <name>', "namespace; default: the cluster's")
    .option('--tenant <id>', 'one of several tenants: <namespace>-tenant-<id>')
    .option('--use-spot', 'put agents on spot nodes')
    .option('--storage-class <name>', 'StorageClass of the claims')
    .option('--workspace-size <quantity>', 'size of the workspace claim, such as 20Gi')
    .option('--cleanup-policy <what>', 'delete or retain the claims of a run whose result is published');
}

/** Flags that shape the pods of agents. */
function agentPods(command: Command): Command {
  return command
    .option('--image <reference>', "image of the agents, made from this project's; default: as images.lock says")
    .option('--node-selector <label=value>', 'put agents on nodes with this label, repeatable', collected)
    .option('--toleration <taint>', 'also on nodes with this taint, repeatable: key[=value][:effect]', collected);
}

/** Prodigy runs a workflow once per argument. */
const ONE_ARGUMENT = 'begin a run for each, or give further values with --param';

/** Flags that shape a run. No flag has a default of its own: flag, then cluster, then workflow, then 10. */
export function onCluster(command: Command): Command {
  return agentPods(onTarget(command))
    .option('--min-parallel <n>', 'agents that the run begins with and shrinks to; default: as many as --max-parallel')
    .option('--args <value>', 'value of $ARG', once('--args', ONE_ARGUMENT))
    .option('--param <name=text>', 'value of ${name}, repeatable', collected)
    .option('--param-file <file>', 'values by name, JSON or YAML; --param goes first')
    .option('--profile <name>', "which of the workflow's profiles the run has; default: none")
    .option('--run-id <id>', 'name of the run; default: workflow and content hash; local: and random digits')
    .option('--repository <url>', "repository to work on; default: this repository's origin")
    .option('--revision <name>', 'branch, tag or commit to start from; default: the current branch')
    .option(
      '--secret <name>',
      'existing Secret with git-token (git-ssh-key for ssh) and, for claude steps, claude-api-key; default: none',
    )
    .option('--credential <key=source>', `where a key comes from, repeatable: ${SOURCE_FORMS}`, collected)
    .option(
      '--known-hosts <file>',
      'public keys of an SSH host, as in ~/.ssh/known_hosts; default: of the large forges',
    )
    .option(
      '--ca-certificates <file>',
      'authorities that signed the certificate of an HTTPS host, PEM; default: the image’s',
    )
    .option('--git-username <name>', 'user name beside a token; default: x-access-token')
    .option('--anonymous', 'clone without credentials although a Secret is named')
    .option('--publish <where>', 'branch: push prodigy/<run>; target: fast-forward the target branch too')
    .option('--pull-request <forge>', 'open a pull request for the result: github, or gitea (Forgejo too)')
    .option('--pull-request-title <text>', "its title; default: the workflow's name and the run's id")
    .option('--pull-request-body-file <file>', 'its text, Markdown; default: which run it is')
    .option('--pull-request-draft', 'not ready to be merged yet')
    .option('--pull-request-base <branch>', "branch that it is to be merged into; default: the run's target branch")
    .option('--allow-host <host>', 'what steps may reach, repeatable: name[:port] or block[:port]', collected)
    .option('--images <file>', 'images to use instead of images.lock');
}
