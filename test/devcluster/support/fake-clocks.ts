import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLOCK_LIBRARY } from '../../../devcluster/paths';
import type { KubernetesObject } from '../../../stacks/kubernetes-object';
import type { Live } from '../../cluster/support/kubectl';
import { OUTSIDE } from './faulty-run';

/** Whose clocks can be put, and the container that sees it. */
const CONTAINERS = { agents: 'prodigy-agent', workspace: 'prodigy-workspace' } as const;
type Owner = keyof typeof CONTAINERS;
const OWNERS = Object.keys(CONTAINERS) as Owner[];

/**
 * Clocks of containers that a test puts forward and back, as whoever sets a node's clock does: the time of day jumps, the
 * clock that counts from the machine's start does not. The machine's own clock belongs to whatever else runs on it.
 */
export class FakeClocks {
  public constructor(
    /** What containers see as `OUTSIDE`. */
    private readonly folder: string,
    /** The claim that it is. */
    private readonly claim: string,
  ) {
    copyFileSync(CLOCK_LIBRARY, join(folder, 'clock.so'));
    for (const owner of OWNERS) this.put(owner, 0);
  }

  /** Put the clocks so many minutes before or after the true time. */
  public put(owner: Owner, minutes: number): void {
    writeFileSync(join(this.folder, `clock-of-${owner}`), `${minutes < 0 ? '' : '+'}${minutes}m\n`);
  }

  /** Give these clocks to a run that is not applied yet. */
  public given(objects: readonly KubernetesObject[]): KubernetesObject[] {
    const changed: Live[] = structuredClone([...objects]);
    const pods = changed.map(({ spec }) => spec?.template?.spec).filter(Boolean);
    for (const owner of OWNERS)
      for (const pod of pods)
        for (const container of pod.containers)
          if (container.name === CONTAINERS[owner]) this.giveTo(pod, container, owner);
    return changed;
  }

  private giveTo(pod: Live, container: Live, owner: Owner): void {
    const clock = {
      LD_PRELOAD: `${OUTSIDE}/clock.so`,
      FAKETIME_TIMESTAMP_FILE: `${OUTSIDE}/clock-of-${owner}`,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
    container.env = [...(container.env ?? []), ...Object.entries(clock).map(([name, value]) => ({ name, value }))];
    if (container.volumeMounts.some(({ mountPath }: Live) => mountPath === OUTSIDE)) return;
    container.volumeMounts.push({ name: 'outside', mountPath: OUTSIDE, readOnly: true });
    pod.volumes.push({ name: 'outside', persistentVolumeClaim: { claimName: this.claim } });
  }
}
