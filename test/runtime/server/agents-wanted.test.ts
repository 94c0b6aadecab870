import fc from 'fast-check';
import { agentsWanted, type Demand, QUIET_MS, type Wanted, WORTH_MS } from '../../../runtime/server/agents-wanted';

const NOTHING: Wanted = { agents: 0, lessSince: null };
const MINUTE = 60_000;

/** One look at a run with all its pods. */
const wanted = (demand: Partial<Demand>, now = 0, before = NOTHING): Wanted => {
  const { agents = 1 } = demand;
  return agentsWanted({ backlog: 0, agents, made: agents, min: 1, max: 16, itemMs: MINUTE, ...demand }, now, before);
};

test('an agent for each item, but no more than there may be', () => {
  expect(wanted({ backlog: 4 }).agents).toBe(4);
  expect(wanted({ backlog: 100 }).agents).toBe(16);
});

test('before an item has ended nobody knows that they are short', () => {
  expect(wanted({ backlog: 100, itemMs: undefined }).agents).toBe(16);
});

test('another agent is started only for work that is worth it', () => {
  expect(wanted({ backlog: 100, itemMs: WORTH_MS / 50 }).agents).toBe(2);
  expect(wanted({ backlog: 100, itemMs: 1 }).agents).toBe(1);
});

test('agents that are there stay as long as there is an item for each', () => {
  const busy = { backlog: 8, agents: 8, itemMs: 10 };
  expect(wanted(busy)).toEqual({ agents: 8, lessSince: null });
});

test('agents without an item are too many only after a while, and after another look', () => {
  const first = wanted({ backlog: 3, agents: 8 }, 1000);
  expect(first).toEqual({ agents: 8, lessSince: 1000 });
  expect(wanted({ backlog: 2, agents: 8 }, 1000 + QUIET_MS - 1, first).agents).toBe(8);
  expect(wanted({ backlog: 2, agents: 8 }, 1000 + QUIET_MS, first).agents).toBe(2);
});

test('an item that comes back in the meantime makes them wait anew', () => {
  const first = wanted({ backlog: 3, agents: 4 }, 1000);
  const full = wanted({ backlog: 4, agents: 4 }, 20_000, first);
  expect(wanted({ backlog: 3, agents: 4 }, 1000 + QUIET_MS, full).agents).toBe(4);
});

test('a clock that was set back begins anew', () => {
  const first = wanted({ agents: 4 }, 900_000);
  const second = wanted({ agents: 4 }, 1000, first);
  expect(second).toEqual({ agents: 4, lessSince: 1000 });
  expect(wanted({ agents: 4 }, 1000 + QUIET_MS, second).agents).toBe(1);
});

test('nothing more is asked for while Kubernetes has not made what was asked for', () => {
  expect(wanted({ backlog: 16, agents: 8, made: 5 }).agents).toBe(8);
  expect(wanted({ backlog: 16, agents: 8, made: 8 }).agents).toBe(16);
});

test('without items the fewest stay', () => {
  const before = { agents: 8, lessSince: 0 };
  expect(wanted({ agents: 8, min: 2 }, QUIET_MS, before).agents).toBe(2);
});

const count = fc.integer({ min: 0, max: 2000 });

test('whatever is seen, there are never less than the fewest nor more than the most', () => {
  const bounds = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 40 }));
  const property = fc.property(
    count,
    count,
    bounds,
    fc.option(count),
    fc.option(count),
    (backlog, now, bound, itemMs, since) => {
      const [min, more] = bound;
      const max = min + more;
      for (const agents of [min, max]) {
        const demand = { backlog, agents, made: agents, min, max, itemMs: itemMs ?? undefined };
        const { agents: result } = agentsWanted(demand, now, { agents, lessSince: since });
        expect(result).toBeGreaterThanOrEqual(min);
        expect(result).toBeLessThanOrEqual(max);
      }
    },
  );
  fc.assert(property);
});

test('what a look asks for, the next leaves as it is: it does not go up and down', () => {
  const property = fc.property(count, fc.integer({ min: 1, max: 16 }), fc.option(count), (backlog, agents, itemMs) => {
    const look = { backlog, itemMs: itemMs ?? undefined };
    const first = wanted({ ...look, agents }, QUIET_MS, { agents, lessSince: 0 });
    const again = wanted({ ...look, agents: first.agents }, 10 * QUIET_MS, { agents: first.agents, lessSince: 0 });
    expect(again.agents).toBe(first.agents);
  });
  fc.assert(property);
});
