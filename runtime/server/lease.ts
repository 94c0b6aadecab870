import type { LeaseAnswer } from '../../contract/workspace-api';

/**
 * The state of leadership. The functions in this file take a lease and return the next one; nothing else changes it.
 */
export interface Lease {
  /** Fencing number of the last holder; 0 before the first. */
  readonly fencing: number;
  readonly holder: Holder | null;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface Holder {
  readonly pod: string;
  readonly podUid: string;
}

/** What is stored on the claim. Renewals are not: after a restart the holder gets a full lease time. */
export type StoredLease = Pick<Lease, 'fencing' | 'holder'>;

export const NO_LEASE: StoredLease = { fencing: 0, holder: null };

export const restored = (stored: StoredLease, now: number, leaseMs: number): Lease => ({
  ...stored,
  expiresAt: stored.holder ? now + leaseMs : now,
});

/** Whether a pod may take the lease now without anybody losing it. */
export const isFree = (lease: Lease, now: number): boolean => lease.holder === null || now >= lease.expiresAt;

export const isHeldBy = (lease: Lease, podUid: string): boolean => lease.holder?.podUid === podUid;

/** Take or renew: a new holder gets a new number, the current one keeps its own; for all others nothing changes. */
export function taken(lease: Lease, caller: Holder, now: number, leaseMs: number): Lease {
  const expiresAt = now + leaseMs;
  if (isHeldBy(lease, caller.podUid)) return { ...lease, expiresAt };
  if (!isFree(lease, now)) return lease;
  const { pod, podUid } = caller;
  return { fencing: lease.fencing + 1, holder: { pod, podUid }, expiresAt };
}

export const released = (lease: Lease): Lease => ({ ...lease, holder: null });

export const answerTo = (lease: Lease, podUid: string, now: number): LeaseAnswer => ({
  held: isHeldBy(lease, podUid),
  holder: lease.holder?.pod ?? '',
  fencing: lease.fencing,
  expiresInMs: Math.max(0, lease.expiresAt - now),
});
