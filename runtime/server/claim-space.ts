import { rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { workspaceName } from '../../contract/names';
import type { RunConfig } from '../../contract/run-config';
import { writeWhole } from '../adapters/files/write-file';
import type { Clock } from '../ports/clock';
import type { Log } from '../ports/log';

/** What the claim's file system says, by way of git or of this program. */
const FULL = /No space left on device|Disk quota exceeded|ENOSPC|EDQUOT/i;
/** Milliseconds that a claim may be full before the run is ended: what others push at the same time may pass. */
const PATIENCE_MS = 60_000;
/** Milliseconds without a word of it after which it counts as passed: who fails tries again within seconds. */
const SILENCE_MS = 30_000;
/** Bytes that are kept for the run's end. */
const RESERVE_BYTES = 256 * 1024;

export interface ClaimSpaceParts {
  readonly config: Pick<RunConfig, 'runId' | 'namespace'>;
  /** File on the claim that can be done without. */
  readonly reserve: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Whether the workspace claim is full, as those who write to it say, and room for the run's last words. */
export class ClaimSpace {
  private since = 0;
  private told: number | undefined;

  private constructor(private readonly parts: ClaimSpaceParts) {}

  /** Set some of the claim aside, where there is room. */
  public static async open(parts: ClaimSpaceParts): Promise<ClaimSpace> {
    const space = new ClaimSpace(parts);
    // Zeros might take no room on a file system that compresses or leaves holes: any text does.
    await writeWhole(parts.reserve, 'kept free. '.repeat(RESERVE_BYTES / 11)).catch((error: Error) => {
      parts.log.warn(`nothing of the claim is kept for the end of the run: ${error.message}`);
      return space.release();
    });
    return space;
  }

  /** Hear what failed. */
  public note(text: string): void {
    if (!FULL.test(text)) return;
    const now = this.parts.clock.now();
    if (this.told === undefined || now - this.told > SILENCE_MS) {
      this.since = now;
      this.parts.log.warn(`no space is left on claim ${this.claim}`);
    }
    this.told = now;
  }

  /** The run went a step further. */
  public progressed(): void {
    this.told = undefined;
  }

  /** Whether it is full now, if only for a moment. */
  public get isFull(): boolean {
    return this.told !== undefined && this.parts.clock.now() - this.told <= SILENCE_MS;
  }

  /** Whether it has been full for so long that the run is to end. */
  public get isExhausted(): boolean {
    return this.isFull && this.parts.clock.now() - this.since >= PATIENCE_MS;
  }

  /** Why the run cannot go on, and what brings it on. */
  public async reason(): Promise<string> {
    const { runId, namespace } = this.parts.config;
    const { blocks, bsize } = await statfs(dirname(this.parts.reserve));
    return (
      `no space is left on claim ${this.claim} of ${quantity(blocks * bsize)}: where its class can, enlarge it by ` +
      `kubectl edit pvc ${this.claim} -n ${namespace}, then prodigy-k8s resume ${runId}; ` +
      'else run again with a larger workspaceSize (--workspace-size)'
    );
  }

  /** Give back what was set aside, also what was written of it where there was no room for all. */
  public async release(): Promise<void> {
    const { reserve } = this.parts;
    // Where this fails too, whoever wants the room says so.
    for (const file of [reserve, `${reserve}.new`]) await rm(file, { force: true }).catch(() => undefined);
  }

  private get claim(): string {
    return workspaceName(this.parts.config.runId);
  }
}

/** As Kubernetes writes it, with a tenth at most. */
export function quantity(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  if (mebibytes < 1024) return `${Math.round(mebibytes)}Mi`;
  return `${Math.round(mebibytes / 102.4) / 10}Gi`;
}
