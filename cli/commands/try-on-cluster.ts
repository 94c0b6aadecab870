import { preflightRun } from '../../stacks/preflight';
import { CliError, Status } from '../cli-error';
import { AUTO } from '../cluster/auto';
import { kubeconfigOf } from '../cluster/target';
import { connect } from '../kube';
import { mustPass } from '../preflight-text';
import type { Terminal } from '../terminal';
import { type PlaceFlags, requestOf } from './place-run';
import { rendered } from './render';

/**
 * Print what submitting a run would create: either from local knowledge, or by a server-side dry run of every object,
 * including admission. Neither reads or sends Secrets.
 * @param how `client` or `server`; empty for `client`.
 * @throws CliError if it could not be submitted.
 */
export async function tryOnCluster(
  file: string,
  flags: PlaceFlags,
  how: string | true,
  terminal: Terminal,
): Promise<void> {
  if (how !== true && how !== '' && how !== 'client' && how !== 'server')
    throw new CliError(`'--dry-run' must be client or server, got ${how}`);
  if (flags.cluster === AUTO)
    throw new CliError("'--dry-run' must come with the name of a cluster, got auto: name one with --cluster");
  const request = await requestOf(file, flags, terminal);
  const run = rendered(request);
  if (!flags.skipPreflight) mustPass(preflightRun(request, run), terminal);
  const side = how === 'server' ? 'server' : 'client';
  const refused = side === 'server' ? await refusals(request, run.objects, terminal) : [];
  if (refused.length > 0)
    throw new CliError(`the cluster refuses run ${run.runId}: ${refused.join('; ')}`, Status.REFUSED);
  const { namespace } = request.cluster;
  for (const { kind, metadata } of run.objects)
    terminal.out(`${kind} ${metadata.name} in ${metadata.namespace ?? namespace} (${side} dry run)\n`);
  if (run.secret) terminal.out(`Secret ${run.secret.metadata.name} in ${namespace} (not tried)\n`);
}

type Request = Awaited<ReturnType<typeof requestOf>>;

/** Why the cluster would reject objects: all reasons at once, to save repeated attempts. */
async function refusals(
  { cluster }: Request,
  objects: ReturnType<typeof rendered>['objects'],
  { home }: Terminal,
): Promise<string[]> {
  const kube = await connect(kubeconfigOf(cluster, home));
  const refused: string[] = [];
  for (const object of objects) {
    try {
      await kube.tryToApply(object);
    } catch (error) {
      if (!(error instanceof CliError) || error.status === Status.UNREACHABLE) throw error;
      refused.push(error.message);
    }
  }
  return refused;
}
