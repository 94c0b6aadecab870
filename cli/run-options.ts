import type { Command } from 'commander';
import { SOURCE_FORMS } from './cluster/credentials';
import { collected, once } from './options';

/** Flags that override facts of a target. They have no defaults of their own: flag, environment, cluster, then base. */
export function onTarget(command: Command): Command {
  return command
    .option('--environment <name>', 'environment of the cluster, such as staging')
    .option('--max-parallel <n>', 'number of parallel agents')
    .option('-n, --namespace <name>', "namespace; default: the cluster's")
    .option('--tenant <id>', 'use the namespace of this tenant: <namespace>-tenant-<id>')
    .option('--use-spot', 'run agents on spot nodes')
    .option('--storage-class <name>', 'StorageClass of the claims')
    .option('--workspace-size <quantity>', 'size of the workspace claim, such as 20Gi')
    .option('--cleanup-policy <what>', 'delete or retain the claims once the result is published');
}

/** Flags for the agents' pods. */
function agentPods(command: Command): Command {
  return command
    .option('--image <reference>', "image of the agents, based on this project's; default: as in images.lock")
    .option('--node-selector <label=value>', 'run agents only on nodes with this label, repeatable', collected)
    .option(
      '--toleration <taint>',
      'let agents run on nodes with this taint, repeatable: key[=value][:effect]',
      collected,
    );
}

/** Prodigy runs a workflow once per argument. */
const ONE_ARGUMENT = 'start one run for each, or give further values with --param';

/** Flags for a run. They have no defaults of their own: flag, then cluster, then workflow, then 10. */
export function onCluster(command: Command): Command {
  return agentPods(onTarget(command))
    .option('--min-parallel <n>', 'agents to start with and shrink to (autoscaling); default: as --max-parallel')
    .option('--args <value>', 'value of $ARG', once('--args', ONE_ARGUMENT))
    .option('--param <name=text>', 'value of ${name}, repeatable', collected)
    .option('--param-file <file>', 'values by name, JSON or YAML; --param takes precedence')
    .option('--profile <name>', 'profile of the workflow to use; default: none')
    .option('--run-id <id>', 'id of the run; default: workflow name and content hash; local: with random digits')
    .option('--repository <url>', "repository to work on; default: this repository's origin")
    .option('--revision <name>', 'branch, tag or commit to start from; default: the current branch')
    .option(
      '--secret <name>',
      'existing Secret with git-token (git-ssh-key for ssh) and, for claude steps, claude-api-key; default: none',
    )
    .option('--credential <key=source>', `where a key comes from, repeatable: ${SOURCE_FORMS}`, collected)
    .option(
      '--known-hosts <file>',
      'host keys of an SSH server, as in ~/.ssh/known_hosts; default: those of the large forges',
    )
    .option('--ca-certificates <file>', 'CA certificates for an HTTPS host, PEM; default: those of the image')
    .option('--git-username <name>', 'user name to send with a token; default: x-access-token')
    .option('--anonymous', 'clone without credentials even if a Secret is named')
    .option('--publish <where>', 'branch: push prodigy/<run>; target: also fast-forward the target branch')
    .option('--pull-request <forge>', 'open a pull request for the result: github, or gitea (Forgejo too)')
    .option('--pull-request-title <text>', "title of the pull request; default: the workflow's name and the run's id")
    .option('--pull-request-body-file <file>', 'text of the pull request, Markdown; default: which run it is')
    .option('--pull-request-draft', 'open it as a draft')
    .option('--pull-request-base <branch>', "base branch; default: the run's target branch")
    .option('--allow-host <host>', 'host that steps may reach, repeatable: name[:port] or CIDR[:port]', collected)
    .option('--images <file>', 'images to use instead of images.lock');
}
