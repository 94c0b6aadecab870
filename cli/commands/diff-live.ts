import type { Rendering } from '../../review/diff/rendering';
import { renderingOf } from '../../stacks/compared-manifests';
import { asUserError, CliError } from '../cli-error';
import { liveComparison } from '../cluster/live-rendering';
import { kubeconfigOf, targetOf } from '../cluster/target';
import { connect } from '../kube';
import { manifestSource } from '../manifest-source';
import type { Terminal } from '../terminal';
import { type DiffFlags, tellDiff } from './diff';

/**
 * Print what applying a rendering would change on its cluster, which is only read.
 * @throws CliError if nothing is rendered for the cluster, or reading it is not permitted.
 */
export async function diffWithCluster(
  head: string,
  flags: DiffFlags & { readonly cluster: string },
  terminal: Terminal,
): Promise<void> {
  const { facts } = await targetOf(flags, terminal);
  const source = manifestSource(head, 'HEAD', flags.path, terminal.cwd);
  const files = [...source.paths()].filter((file) => file.startsWith(`${facts.name}/`)).sort();
  const rendering: Rendering = asUserError(() => renderingOf(source.read(files), source.name));
  if (rendering.length === 0)
    throw new CliError(
      `'HEAD' must contain manifests of ${facts.name}, got none below ${source.name}/${facts.name}: name the folder that ` +
        'all targets are rendered into',
    );
  const kube = await connect(kubeconfigOf(facts, terminal.home));
  const { base, head: now } = await liveComparison(kube, facts, rendering);
  const command = `prodigy-k8s diff --live ${head} --cluster ${flags.cluster}`;
  const compared = { manifests: source.paths(), folder: source.folder, command };
  tellDiff({ base, head: now }, compared, flags, terminal);
}
