import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry, StampedEntry } from '../../../contract/journal';
import { eventually } from '../../cluster/support/kubectl';
import { LiveRun } from '../../cluster/support/run';
import { killContainersOf } from './node-parts';

/** Where steps find what they share with the test. */
export const OUTSIDE = '/mnt/outside';

/** Steps of one run that say outside of the run that they start, and go on when the test lets them go. */
export const gatedIn =
  (runId: string) =>
  (name: string, rest: string): string =>
    [
      '- shell: |',
      `echo "${name}" >> ${OUTSIDE}/${runId}.effects`,
      `until [ -e ${OUTSIDE}/${runId}.${name.split(' ')[0]} ]; do sleep 0.2; done`,
      rest,
    ].join('\n            ');

/** Who led, under which number, and when that ended, by a clock that nobody sets. */
export interface KilledLeader {
  readonly pod: string;
  readonly fencing: number;
  readonly at: number;
}

/** A run whose claim the test reads on the node's disk, and whose steps wait for the test. */
export class FaultyRun extends LiveRun {
  public constructor(
    namespace: string,
    runId: string,
    private readonly state: string,
    private readonly outside: string,
  ) {
    super(namespace, runId);
  }

  /** The journal, whoever is alive. */
  public entries(): readonly StampedEntry[] {
    const text = read(join(this.state, 'state/journal.jsonl'));
    const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
    return lines.filter(Boolean).map((line) => JSON.parse(line) as StampedEntry);
  }

  public count(type: JournalEntry['type']): number {
    return this.entries().filter(({ entry }) => entry.type === type).length;
  }

  public lease(): { readonly fencing: number; readonly pod?: string; readonly podUid?: string } {
    const { fencing = 0, holder } = JSON.parse(read(join(this.state, 'state/lease.json')) || '{}');
    return { fencing, ...holder };
  }

  /** Commit of a ref of the run's repository. */
  public commitOf(ref: string): string {
    return read(join(this.state, 'run.git', ref)).trim();
  }

  /** What steps said when they started, in order. */
  public effects(): readonly string[] {
    return read(join(this.outside, `${this.runId}.effects`))
      .split('\n')
      .filter(Boolean);
  }

  /** How often steps of a name have started. */
  public starts(name: string): number {
    return this.effects().filter((effect) => effect.split(' ')[0] === name).length;
  }

  public async until(name: string, times = 1, seconds = 240): Promise<void> {
    const seen = async (): Promise<boolean> => this.starts(name) >= times;
    await eventually(`${times} times ${name} in ${this.runId}`, seen, seconds);
  }

  /** Let steps of a name go on, and all that come. */
  public letGo(name: string): void {
    writeFileSync(this.gate(name), '');
  }

  /**
   * Let the items go that agents have in hand, whichever these are after others were given back, and where these do not
   * end for a while, those that follow, until so many more are finished. Their steps are gated by names of their own. It
   * is the journal on the claim that tells: no API server is asked.
   */
  public async finishItems(count: number, agents: number): Promise<void> {
    const enough = this.count('item') + count;
    let patience = 0;
    const finished = async (): Promise<boolean> => {
      if (this.count('item') >= enough) return true;
      if (Date.now() < patience) return false;
      for (const item of this.effects().slice(-agents)) this.letGo(item);
      patience = Date.now() + 5000;
      return false;
    };
    await eventually(`${enough} finished items`, finished, 240);
  }

  /** File that exists once steps of a name were let go. */
  public gate(name: string): string {
    return join(this.outside, `${this.runId}.${name}`);
  }

  /** Kill every process of the leader's pod at once: it gives nothing back. */
  public killLeader(): KilledLeader {
    const { pod, podUid, fencing } = this.lease();
    if (pod === undefined || podUid === undefined) throw new Error(`nobody leads ${this.runId}`);
    killContainersOf([podUid]);
    return { pod, fencing, at: performance.now() };
  }

  /** Seconds from a leader's end until there is another. */
  public async takeover({ fencing, at }: KilledLeader): Promise<number> {
    await eventually(`another leader of ${this.runId}`, async () => this.lease().fencing > fencing, 180);
    return (performance.now() - at) / 1000;
  }

  public async runningAgents(): Promise<string[]> {
    const pods = await this.pods('agent');
    return pods
      .filter(({ status, metadata }) => status.phase === 'Running' && !metadata.deletionTimestamp)
      .map(({ metadata }) => metadata.name);
  }
}

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
