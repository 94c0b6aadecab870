import { Component, Label } from '../../contract/labels';
import type { Kube, LiveObject } from '../kube';
import type { RunName } from './read-run';
import { OURS } from './reports';

/** A started container of a run, which therefore has a log. */
export interface RunContainer {
  readonly pod: string;
  readonly container: string;
  /** Display name: `agent-3`, `workspace`, `workspace/git-clone`, `queue`. */
  readonly name: string;
  /** Index of an agent; undefined for the others. */
  readonly agent?: number;
  /** Creation time of its pod, in milliseconds since 1970. */
  readonly made: number;
  /** Changes when it restarts. */
  readonly id: string;
  readonly isOver: boolean;
}

interface PodShape {
  readonly metadata: {
    readonly name: string;
    readonly creationTimestamp?: unknown;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly status?: {
    readonly initContainerStatuses?: readonly ContainerShape[];
    readonly containerStatuses?: readonly ContainerShape[];
  };
}

interface ContainerShape {
  readonly name: string;
  readonly containerID?: string;
  readonly state?: { readonly running?: object; readonly terminated?: object };
}

const INDEX = 'batch.kubernetes.io/job-completion-index';

/** The started containers of a run. */
export async function runContainers(kube: Pick<Kube, 'list'>, { namespace, runId }: RunName): Promise<RunContainer[]> {
  const pods = await kube.list('v1', 'Pod', namespace, `${OURS},${Label.RUN_ID}=${runId}`);
  return pods.flatMap((pod) => containersOf(pod as LiveObject & PodShape));
}

function containersOf({ metadata, status }: PodShape): RunContainer[] {
  const component = metadata.labels[Label.COMPONENT] ?? '';
  const agent = component === Component.AGENT ? Number(metadata.labels[INDEX] ?? 0) : undefined;
  const made = Date.parse(String(metadata.creationTimestamp ?? ''));
  const who = agent === undefined ? component : `${component}-${agent}`;
  const init = (status?.initContainerStatuses ?? []).map((one) => ({ ...one, who: `${who}/${one.name}` }));
  const main = (status?.containerStatuses ?? []).map((one) => ({ ...one, who }));
  return [...init, ...main].flatMap(({ name: container, who: name, containerID, state }) =>
    containerID === undefined || !(state?.running || state?.terminated)
      ? []
      : [{ pod: metadata.name, container, name, agent, made, id: containerID, isOver: state.terminated !== undefined }],
  );
}
