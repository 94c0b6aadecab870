import fc from 'fast-check';
import { answerTo, type Lease, NO_LEASE, released, restored, taken } from '../../../runtime/server/lease';

const a = { pod: 'a', podUid: 'uid-a' };
const b = { pod: 'b', podUid: 'uid-b' };
const LEASE_MS = 12_000;
const start = restored(NO_LEASE, 0, LEASE_MS);

test('the first to ask leads with number 1', () => {
  const lease = taken(start, a, 0, LEASE_MS);
  expect(answerTo(lease, 'uid-a', 0)).toEqual({ held: true, holder: 'a', fencing: 1, expiresInMs: 12_000 });
  expect(answerTo(taken(lease, b, 1, LEASE_MS), 'uid-b', 1)).toEqual({
    ...{ held: false, holder: 'a', fencing: 1, expiresInMs: 11_999 },
  });
});

test('a renewal keeps the number, also after the time was up', () => {
  const lease = taken(start, a, 0, LEASE_MS);
  expect(taken(lease, a, 20_000, LEASE_MS)).toEqual({ ...lease, expiresAt: 32_000 });
});

test('another pod leads with the next number once the time is up, not before', () => {
  const lease = taken(start, a, 0, LEASE_MS);
  expect(taken(lease, b, 11_999, LEASE_MS)).toBe(lease);
  expect(taken(lease, b, 12_000, LEASE_MS)).toEqual({ fencing: 2, holder: b, expiresAt: 24_000 });
});

test('a pod of the same name with another uid is another holder', () => {
  const lease = taken(start, a, 0, LEASE_MS);
  expect(taken(lease, { pod: 'a', podUid: 'uid-new' }, 12_000, LEASE_MS).fencing).toBe(2);
});

test('a lease that was given back is free at once, for its last holder under a new number', () => {
  const lease = released(taken(start, a, 0, LEASE_MS));
  expect(taken(lease, b, 1, LEASE_MS).fencing).toBe(2);
  expect(taken(lease, a, 1, LEASE_MS).fencing).toBe(2);
});

test('after a restart the holder has one full lease time', () => {
  const lease = restored({ fencing: 7, holder: a }, 1000, LEASE_MS);
  expect(taken(lease, b, 12_999, LEASE_MS)).toBe(lease);
  expect(taken(lease, b, 13_000, LEASE_MS).fencing).toBe(8);
});

test('the number never shrinks and changes with every change of holder, whatever happens', () => {
  const event = fc.record({
    who: fc.constantFrom(a, b),
    wait: fc.integer({ min: 0, max: 20_000 }),
    what: fc.constantFrom('take', 'release', 'restart'),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      let lease: Lease = start;
      let now = 0;
      const holders = new Map<number, string>();
      for (const { who, wait, what } of events) {
        now += wait;
        const before = lease.fencing;
        if (what === 'take') lease = taken(lease, who, now, LEASE_MS);
        else if (what === 'release') lease = released(lease);
        else lease = restored(lease, now, LEASE_MS);
        expect(lease.fencing).toBeGreaterThanOrEqual(before);
        if (!lease.holder) continue;
        expect(holders.get(lease.fencing) ?? lease.holder.podUid).toBe(lease.holder.podUid);
        holders.set(lease.fencing, lease.holder.podUid);
      }
    }),
  );
});
