import { agentCount } from '../../constructs/agent-count';
import type { Workflow } from '../../language/workflow';
import { mapReduce, standard } from './workflows-under-test';

const parallel = (maxParallel: number | undefined) => ({ ...mapReduce, map: { ...mapReduce.map, maxParallel } });

test.each<[string, Workflow, number | undefined, number | undefined, number]>([
  ['ten where nobody says', parallel(undefined), undefined, undefined, 10],
  ['what the workflow says', parallel(3), undefined, undefined, 3],
  ['what the cluster says, before the workflow', parallel(3), 5, undefined, 5],
  ['what the caller says, before the cluster', parallel(3), 5, 7, 7],
  ['the cluster’s cap at most', parallel(50), undefined, undefined, 20],
  ['the cluster’s cap at most, also for the caller', parallel(50), 30, 60, 20],
  ['one for a standard workflow', standard, 5, undefined, 1],
  ['one for a standard workflow, also when asked for', standard, undefined, 1, 1],
])('agents: %s', (_, workflow, agents, explicit, expected) => {
  expect(agentCount(workflow, { maxAgents: 20, agents }, explicit)).toBe(expected);
});

test.each([0, -1, 1.5, 1001, Number.NaN])('a run cannot have %d agents', (explicit) => {
  expect(() => agentCount(mapReduce, { maxAgents: 20 }, explicit)).toThrow(
    new Error(
      `'agents' must be an integer from 1 to 1000, got ${explicit}: ` +
        'agents share the queue, so more items need more time, not more agents',
    ),
  );
});

test('a standard workflow cannot have more than one', () => {
  expect(() => agentCount(standard, { maxAgents: 20 }, 4)).toThrow(
    new Error(
      "'agents' must be 1 for a standard workflow, got 4: " +
        'its steps run one after the other; only a MapReduce workflow has more',
    ),
  );
});
