import { rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { workspaceName } from '../../contract/names';
import type { RunConfig } from '../../contract/run-config';
import { writeWhole } from '../adapters/files/write-file';
import type { Clock } from '../ports/clock';
import type { Log } from '../ports/log';

/** How git and this program report a full file system. */
const FULL = /No space left on device|Disk quota exceeded|ENOSPC|EDQUOT/i;
/** Milliseconds that a claim may be full before the run is ended: concurrent pushes may free their space again. */
const PATIENCE_MS = 60_000;
/** Milliseconds without a failed write after which the claim no longer counts as full: writers retry within seconds. */
const SILENCE_MS = 30_000;
/** Bytes reserved for the end of the run. */
const RESERVE_BYTES = 256 * 1024;

export interface ClaimSpaceParts {
  readonly config: Pick<RunConfig, 'runId' | 'namespace'>;
  /** A file on the claim that can be deleted to make room. */
  readonly reserve: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Tracks whether the workspace claim is full, from failed writes, and reserves space for the run's final records. */
export class ClaimSpace {
  private since = 0;
  private told: number | undefined;

  private constructor(private readonly parts: ClaimSpaceParts) {}

  /** Reserve some space on the claim, if there is room. */
  public static async open(parts: ClaimSpaceParts): Promise<ClaimSpace> {
    const space = new ClaimSpace(parts);
    // Zeros might take no space on a file system with compression or sparse files; any text does.
    await writeWhole(parts.reserve, 'kept free. '.repeat(RESERVE_BYTES / 11)).catch((error: Error) => {
      parts.log.warn(`nothing of the claim is kept for the end of the run: ${error.message}`);
      return space.release();
    });
    return space;
  }

  /** Check the message of a failure. */
  public note(text: string): void {
    if (!FULL.test(text)) return;
    const now = this.parts.clock.now();
    if (this.told === undefined || now - this.told > SILENCE_MS) {
      this.since = now;
      this.parts.log.warn(`no space is left on claim ${this.claim}`);
    }
    this.told = now;
  }

  /** The run made progress. */
  public progressed(): void {
    this.told = undefined;
  }

  /** Whether it is full now, even if only for a moment. */
  public get isFull(): boolean {
    return this.told !== undefined && this.parts.clock.now() - this.told <= SILENCE_MS;
  }

  /** Whether it has been full for so long that the run should end. */
  public get isExhausted(): boolean {
    return this.isFull && this.parts.clock.now() - this.since >= PATIENCE_MS;
  }

  /** Why the run cannot go on, and how to continue it. */
  public async reason(): Promise<string> {
    const { runId, namespace } = this.parts.config;
    const { blocks, bsize } = await statfs(dirname(this.parts.reserve));
    return (
      `no space is left on claim ${this.claim} of ${quantity(blocks * bsize)}: where its class can, enlarge it by ` +
      `kubectl edit pvc ${this.claim} -n ${namespace}, then prodigy-k8s resume ${runId}; ` +
      'else run again with a larger workspaceSize (--workspace-size)'
    );
  }

  /** Delete the reserve, and what was written of it if it did not fit. */
  public async release(): Promise<void> {
    const { reserve } = this.parts;
    // If this fails too, the write that needs the space reports it.
    for (const file of [reserve, `${reserve}.new`]) await rm(file, { force: true }).catch(() => undefined);
  }

  private get claim(): string {
    return workspaceName(this.parts.config.runId);
  }
}

/** In Kubernetes' notation, with at most one decimal. */
export function quantity(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  if (mebibytes < 1024) return `${Math.round(mebibytes)}Mi`;
  return `${Math.round(mebibytes / 102.4) / 10}Gi`;
}
