import type { LeaseAnswer } from '../../contract/workspace-api';
import { Mutex } from '../adapters/mutex';
import type { Clock } from '../ports/clock';
import type { Caller } from './caller';
import { HttpError } from './http-error';
import { answerTo, isFree, isHeldBy, type Lease, NO_LEASE, released, restored, type StoredLease, taken } from './lease';
import type { StateFile } from './state-file';

/**
 * The lease, and the gate that serializes everything that only the leader may do. A change of holder passes through the
 * same gate: nothing of an old leader can complete after a new one was named.
 */
export class Fence {
  private readonly gate = new Mutex();

  private constructor(
    private lease: Lease,
    private readonly file: StateFile<StoredLease>,
    private readonly clock: Clock,
    private readonly leaseMs: number,
  ) {}

  /** @param leaseMs lifetime of the lease, unless renewed. */
  public static async open(file: StateFile<StoredLease>, clock: Clock, leaseMs: number): Promise<Fence> {
    const stored = (await file.read()) ?? NO_LEASE;
    return new Fence(restored(stored, clock.now(), leaseMs), file, clock, leaseMs);
  }

  /** Whether the caller is the leader, as far as this server knows. */
  public isLed(caller: Caller): boolean {
    return isHeldBy(this.lease, caller.podUid);
  }

  /** How often the lease changed hands. */
  public get changes(): number {
    return this.lease.fencing;
  }

  /** Take or renew the lease. A renewal does not wait at the gate: the leader's own work may take long. */
  public async take(caller: Caller): Promise<LeaseAnswer> {
    if (!isHeldBy(this.lease, caller.podUid) && isFree(this.lease, this.clock.now()))
      return this.alone(() => this.change(caller));
    return this.change(caller);
  }

  /** Release the lease, so that another agent can take it at once. */
  public release(caller: Caller, fencing: number): Promise<void> {
    return this.fenced(caller, fencing, () => this.store(released(this.lease)));
  }

  /**
   * Do something that only the leader may do, one call at a time.
   * @throws HttpError 409 if the caller no longer leads.
   */
  public fenced<T>(caller: Caller, fencing: number, task: () => Promise<T>): Promise<T> {
    return this.alone(() => {
      this.check(caller, fencing);
      return task();
    });
  }

  /** @throws HttpError 409 if the caller does not lead with this fencing number. */
  public check(caller: Caller, fencing: number): void {
    if (fencing === this.lease.fencing && isHeldBy(this.lease, caller.podUid)) return;
    const holder = this.lease.holder ? `${this.lease.holder.pod} leads` : 'nobody leads';
    throw new HttpError(409, `${holder} with number ${this.lease.fencing}: number ${fencing} of ${caller.pod} is over`);
  }

  /** Do work of the server itself, while no leader's call is running. */
  public alone<T>(task: () => Promise<T>): Promise<T> {
    return this.gate.run(task);
  }

  private async change(caller: Caller): Promise<LeaseAnswer> {
    const now = this.clock.now();
    const next = taken(this.lease, caller, now, this.leaseMs);
    if (next.fencing === this.lease.fencing) this.lease = next;
    else await this.store(next);
    return answerTo(this.lease, caller.podUid, this.clock.now());
  }

  /** Written to disk first: only what is on disk is in effect. */
  private async store(next: Lease): Promise<void> {
    await this.file.write({ fencing: next.fencing, holder: next.holder });
    this.lease = next;
  }
}
