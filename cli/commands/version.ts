import { OLDEST_MINOR } from '../../contract/cluster-facts';
import { type Image, imageReference } from '../../contract/images';
import { Label } from '../../contract/labels';
import { AGENT_CONTAINER } from '../../contract/names';
import { reach, type WhichCluster } from '../cluster/reach';
import { OURS } from '../cluster/reports';
import { readImages } from '../cluster/request';
import { isOver } from '../cluster/run-status';
import type { LiveObject } from '../kube';
import { table } from '../table';
import type { Terminal } from '../terminal';
import { VERSION } from '../version';

/** A run in progress, and whether this program can continue it. */
interface RunInFlight {
  readonly run: string;
  readonly image: string;
  /** `unknown` for a digest other than this program's, or a custom image. */
  readonly fits: 'yes' | 'no' | 'unknown';
}

/** Show the versions of this program and its image; with a cluster, also those of the cluster and its runs. */
export async function showVersion(
  flags: WhichCluster & { readonly images?: string; readonly output?: 'json' },
  terminal: Terminal,
): Promise<void> {
  const { agent } = await readImages(flags.images);
  const mine = { client: VERSION, image: imageReference(agent) };
  const there = flags.cluster === undefined ? undefined : await onCluster(flags, agent, terminal);
  if (flags.output === 'json') return terminal.out(`${JSON.stringify({ ...mine, ...there }, null, 2)}\n`);
  terminal.out(`client   ${mine.client}\nimage    ${mine.image}\n`);
  if (!there) return;
  terminal.out(
    `cluster  ${there.cluster.version}${there.cluster.fits ? '' : `: must be 1.${OLDEST_MINOR} or later`}\n`,
  );
  if (there.runs.length > 0)
    terminal.out(
      table(
        ['run', 'image', 'fits'],
        there.runs.map(({ run, image, fits }) => [run, image, fits]),
      ),
    );
}

async function onCluster(flags: WhichCluster, own: Image, terminal: Terminal) {
  const { kube, namespace } = await reach(flags, terminal);
  const version = await kube.version();
  const minor = Number(/^v1\.([0-9]+)/.exec(version)?.[1]);
  const jobs = await kube.list('batch/v1', 'Job', namespace, OURS);
  const runs = jobs.filter((job) => !isOver(job)).map((job) => inFlight(job, own));
  return { cluster: { version, fits: minor >= OLDEST_MINOR }, runs };
}

function inFlight(job: LiveObject, own: Image): RunInFlight {
  const { template } = job.spec as unknown as {
    template: { spec: { containers: readonly { name: string; image: string }[] } };
  };
  const image = template.spec.containers.find(({ name }) => name === AGENT_CONTAINER)?.image ?? '';
  return { run: job.metadata?.labels?.[Label.RUN_ID] ?? '', image, fits: fits(image, own) };
}

/**
 * Programs of the same version are compatible. This program's own image has its version; that of another digest or a
 * custom image cannot be told.
 * @param own the image that this program gives its runs.
 */
export function fits(image: string, own: Image): RunInFlight['fits'] {
  if (image === imageReference(own)) return 'yes';
  if (image.includes('@') || !image.startsWith(`${own.repository}:`)) return 'unknown';
  return image === `${own.repository}:${VERSION}` ? 'yes' : 'no';
}
