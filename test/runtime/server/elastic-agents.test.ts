import type { Item } from '../../../contract/journal';
import { Annotation } from '../../../contract/labels';
import type { Report } from '../../../contract/report';
import { QUIET_MS } from '../../../runtime/server/agents-wanted';
import { Backlog } from '../../../runtime/server/backlog';
import { ElasticAgents } from '../../../runtime/server/elastic-agents';
import { indexesIn } from '../../../runtime/server/index-list';
import type { Job } from '../../../runtime/server/job-state';
import { RecordingLog } from './recording-log';

const items = (count: number): Item[] =>
  Array.from({ length: count }, (_, index) => ({ id: `item_${index}`, data: index }));
const LONG = 600_000;

let now: number;
let backlog: Backlog;
let agents: ElasticAgents;
beforeEach(() => {
  now = 0;
  backlog = new Backlog();
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  agents = new ElasticAgents({ min: 1, max: 4, backlog, clock, log: new RecordingLog() });
});

const end = (...ids: number[]): void => {
  for (const id of ids)
    backlog.note({ type: 'item', item: `item_${id}`, outcome: 'merged', attempt: 1, durationMs: LONG }, now);
};

const job = (completions: number, active: number, completedIndexes?: string): Job => ({
  metadata: { uid: 'u' },
  spec: { completions },
  status: { active, completedIndexes },
});

/** Look until too many have been too many for long enough. */
function lookLong(seen: Job): number | undefined {
  agents.completionsFor(seen);
  now += QUIET_MS;
  return agents.completionsFor(seen);
}

describe('a Job', () => {
  test('keeps the fewest agents while there are no items', () => {
    expect(agents.completionsFor(job(1, 1))).toBeUndefined();
  });

  test('grows with the backlog, to the most at once', () => {
    backlog.note({ type: 'items', items: items(3) }, now);
    expect(agents.completionsFor(job(1, 1))).toBe(3);
    backlog.note({ type: 'items', items: items(100) }, now);
    expect(agents.completionsFor(job(1, 1))).toBe(4);
  });

  test('grows with the pages of a list, begun anew or not', () => {
    backlog.note({ type: 'items', items: items(1), more: true }, now);
    backlog.note({ type: 'items', items: items(2), more: true }, now);
    backlog.note({ type: 'items', items: [{ id: 'item_2', data: 2 }], from: 2 }, now);
    expect(agents.completionsFor(job(1, 1))).toBe(3);
  });

  test('is not asked for more while pods are missing', () => {
    backlog.note({ type: 'items', items: items(100) }, now);
    expect(agents.completionsFor(job(3, 2))).toBeUndefined();
  });

  test('never has its completions lowered', () => {
    expect(lookLong(job(4, 4))).toBeUndefined();
  });

  test('gets new indexes in place of those that are done for good', () => {
    backlog.note({ type: 'items', items: items(100) }, now);
    expect(agents.completionsFor(job(4, 2, '1,3'))).toBe(6);
  });

  test('has as many at most as somebody allowed it since, and those that are too many leave', () => {
    const allowed = (most: string, seen: Job): Job => {
      const annotations = { [Annotation.MAX_AGENTS]: most };
      return { ...seen, metadata: { ...seen.metadata, annotations } };
    };
    backlog.note({ type: 'items', items: items(100) }, now);
    expect(agents.completionsFor(allowed('6', job(1, 1)))).toBe(6);
    expect(agents.completionsFor(allowed('many', job(1, 1)))).toBe(4);
    lookLong(allowed('2', job(3, 3)));
    expect([1, 2].map((index) => agents.dismiss(index, false))).toEqual([true, false]);
  });

  test('whose spec cannot be read is left alone', () => {
    backlog.note({ type: 'items', items: items(9) }, now);
    expect(agents.completionsFor({ metadata: { uid: 'u' } })).toBeUndefined();
  });
});

describe('an agent that asks whether it is one too many', () => {
  test('stays while there is an item for each, and before there was none for a while', () => {
    backlog.note({ type: 'items', items: items(4) }, now);
    lookLong(job(4, 4));
    expect(agents.dismiss(3, false)).toBe(false);
    end(0, 1);
    agents.completionsFor(job(4, 4));
    expect(agents.dismiss(3, false)).toBe(false);
  });

  test('leaves when there is none for it; as many leave as are too many', () => {
    backlog.note({ type: 'items', items: items(4) }, now);
    end(0, 1);
    lookLong(job(4, 4));
    expect([3, 1, 2].map((index) => agents.dismiss(index, false))).toEqual([true, true, false]);
  });

  test('is told the same again, also at the next look, until its pod has ended', () => {
    lookLong(job(2, 2));
    expect(agents.dismiss(1, false)).toBe(true);
    agents.completionsFor(job(2, 2));
    expect(agents.dismiss(1, false)).toBe(true);
    agents.completionsFor(job(2, 1, '1'));
    expect(agents.dismiss(1, false)).toBe(false);
  });

  test('stays as index 0, and while it leads', () => {
    lookLong(job(4, 4));
    expect(agents.dismiss(0, false)).toBe(false);
    expect(agents.dismiss(2, true)).toBe(false);
  });

  test('is counted again when its pod starts anew instead of ending', () => {
    lookLong(job(2, 2));
    expect(agents.dismiss(1, false)).toBe(true);
    agents.started(1);
    backlog.note({ type: 'items', items: items(2) }, now);
    expect(agents.completionsFor(job(2, 2))).toBeUndefined();
    expect(agents.dismiss(1, false)).toBe(false);
  });

  test('does not make up for agents that were told before and are still there', () => {
    backlog.note({ type: 'items', items: items(3) }, now);
    end(0, 1);
    lookLong(job(3, 3));
    expect(agents.dismiss(2, false)).toBe(true);
    agents.completionsFor(job(3, 3));
    expect(agents.dismiss(1, false)).toBe(true);
    agents.completionsFor(job(3, 3));
    expect([1, 2, 0].map((index) => agents.dismiss(index, false))).toEqual([true, true, false]);
  });
});

describe('the backlog', () => {
  test.each([
    ['all', undefined, 2],
    ['those that are named, and were dead', ['item_1', 'item_2'], 1],
  ])('has dead letters again that are tried once more: %s', (_, named, size) => {
    backlog.note({ type: 'items', items: items(3) }, 0);
    for (const id of [0, 1]) backlog.note({ type: 'item', item: `item_${id}`, outcome: 'dead', attempt: 1 }, 0);
    end(2);
    backlog.note({ type: 'phase', phase: 'map' }, 0);
    backlog.note({ type: 'reopened', id: 'r', work: 'retry', items: named, report: {} as Report }, 0);
    expect(backlog.size(0)).toBe(size);
  });

  const failed = { type: 'attempt', item: 'item_0', attempt: 1, retryInMs: 5000 } as const;

  test('leaves out an item that waits for its next attempt', () => {
    backlog.note({ type: 'items', items: items(2) }, 0);
    backlog.note({ ...failed, failure: { errorType: 'Unknown', message: 'no' } }, 1000);
    expect([backlog.size(5999), backlog.size(6000)]).toEqual([1, 2]);
  });

  test('is empty once the map phase is over', () => {
    backlog.note({ type: 'items', items: items(2) }, 0);
    backlog.note({ type: 'phase', phase: 'map' }, 0);
    expect(backlog.size(0)).toBe(0);
  });

  test('tells how long the last items took', () => {
    expect(backlog.itemMs).toBeUndefined();
    const took = (durationMs: number) =>
      backlog.note({ type: 'item', item: 'x', outcome: 'dead', attempt: 1, durationMs }, 0);
    took(10_000);
    for (let count = 0; count < 50; count += 1) took(100);
    expect(backlog.itemMs).toBe(100);
  });
});

test.each<[string | undefined, number[]]>([
  [undefined, []],
  ['', []],
  ['3', [3]],
  ['0-2,5,7-8', [0, 1, 2, 5, 7, 8]],
  ['x,2', [2]],
])('the indexes in %j', (text, expected) => {
  expect([...indexesIn(text)]).toEqual(expected);
});
