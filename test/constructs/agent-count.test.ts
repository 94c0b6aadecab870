import { agentCount } from '../../constructs/agent-count';
import { mapReduce, standard } from './workflows-under-test';

const parallel = (maxParallel: number | undefined) => ({ ...mapReduce, map: { ...mapReduce.map, maxParallel } });

test.each([
  ['ten where nobody says', parallel(undefined), undefined, 10],
  ['what the workflow says', parallel(3), undefined, 3],
  ['what the caller says, before the workflow', parallel(3), 7, 7],
  ['the cluster’s cap at most', parallel(50), 60, 20],
  ['one for a standard workflow', standard, undefined, 1],
  ['one for a standard workflow, also when asked for', standard, 1, 1],
])('agents: %s', (_, workflow, explicit, expected) => {
  expect(agentCount(workflow, 20, explicit)).toBe(expected);
});

test.each([0, -1, 1.5, 1001, Number.NaN])('a run cannot have %d agents', (explicit) => {
  expect(() => agentCount(mapReduce, 20, explicit)).toThrow(
    new Error(
      `'agents' must be an integer from 1 to 1000, got ${explicit}: ` +
        'agents share the queue, so more items need more time, not more agents',
    ),
  );
});

test('a standard workflow cannot have more than one', () => {
  expect(() => agentCount(standard, 20, 4)).toThrow(
    new Error(
      "'agents' must be 1 for a standard workflow, got 4: " +
        'its steps run one after the other; only a MapReduce workflow has more',
    ),
  );
});
