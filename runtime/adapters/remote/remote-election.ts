import { performance } from 'node:perf_hooks';
import { type LeaseAnswer, Route } from '../../../contract/workspace-api';
import type { Clock } from '../../ports/clock';
import type { Election, Leadership } from '../../ports/election';
import type { Log } from '../../ports/log';
import type { WorkspaceClient } from './workspace-client';

/** Milliseconds before asking again for a lease that has just expired: another candidate may be about to get it. */
const FREE_MS = 100;

export interface RemoteElectionOptions {
  readonly client: WorkspaceClient;
  /** Lifetime of the lease in seconds, unless renewed. */
  readonly leaseSeconds: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds of a monotonic clock. Default: this process's own. */
  readonly monotonic?: () => number;
}

/** Acquires and renews the lease that the workspace server grants. */
export class RemoteElection implements Election {
  public constructor(private readonly options: RemoteElectionOptions) {}

  public async campaign(signal: AbortSignal): Promise<Leadership | null> {
    const { client, clock } = this.options;
    while (!signal.aborted) {
      const asked = this.monotonic();
      const answer = await client.call<LeaseAnswer>({ method: 'POST', route: Route.LEASE });
      if (answer.held && !signal.aborted) return this.lead(answer.fencing, asked);
      // The leader may be dead: then the lease is free as soon as it expires.
      const untilFree = Math.max(answer.expiresInMs, FREE_MS);
      await clock.sleep(Math.min(this.thirdMs, untilFree), signal);
    }
    return null;
  }

  /** Renew until resigned or lost. The lease counts from the moment of the request: on the server it began later. */
  private lead(fencing: number, asked: number): Leadership {
    const lost = new AbortController();
    const resigned = new AbortController();
    const over = AbortSignal.any([lost.signal, resigned.signal]);
    void this.renew(fencing, asked, over).then(() => lost.abort());
    return {
      fencing,
      lost: lost.signal,
      resign: async () => {
        if (over.aborted) return;
        resigned.abort();
        const back = { method: 'DELETE', route: Route.LEASE, fencing, timeoutSeconds: 5 } as const;
        await this.options.client.once(back).catch(() => undefined);
      },
    };
  }

  /** Resolves when the lease is lost or over. */
  private async renew(fencing: number, since: number, over: AbortSignal): Promise<void> {
    const { clock, leaseSeconds, log } = this.options;
    let renewed = since;
    while (!over.aborted) {
      const left = leaseSeconds * 1000 - (this.monotonic() - renewed);
      if (left <= 0) return log.warn('lease lost: it could not be renewed in time');
      await clock.sleep(Math.min(this.thirdMs, left), over);
      if (over.aborted) return;
      const asked = this.monotonic();
      const answer = await this.ask(left);
      if (answer && !(answer.held && answer.fencing === fencing)) return log.warn(`lease lost: ${answer.holder} leads`);
      if (answer) renewed = asked;
    }
  }

  private async ask(leftMs: number): Promise<LeaseAnswer | undefined> {
    const { client, log } = this.options;
    const timeoutSeconds = Math.max(Math.min(this.thirdMs, leftMs), 100) / 1000;
    try {
      return (await client.once({ method: 'POST', route: Route.LEASE, timeoutSeconds })) as LeaseAnswer;
    } catch (error) {
      log.warn(`lease not renewed: ${(error as Error).message}`);
      return undefined;
    }
  }

  private get thirdMs(): number {
    return (this.options.leaseSeconds * 1000) / 3;
  }

  private monotonic(): number {
    return (this.options.monotonic ?? (() => performance.now()))();
  }
}
