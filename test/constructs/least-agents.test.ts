import { leastAgents } from '../../constructs/least-agents';
import type { Workflow } from '../../language/workflow';
import { mapReduce, standard } from './workflows-under-test';

test.each<[string, Workflow, number | undefined, number | undefined, number | undefined]>([
  ['a fixed number where nobody says', mapReduce, undefined, undefined, undefined],
  ['what the cluster says', mapReduce, 2, undefined, 2],
  ['what the caller says, before the cluster', mapReduce, 2, 3, 3],
  ['a fixed number where the cluster’s is as many as there may be', mapReduce, 8, undefined, undefined],
  ['a fixed number where the caller’s is as many as there may be', mapReduce, 1, 5, undefined],
  ['a fixed number for a standard workflow', standard, 1, undefined, undefined],
])('fewest of 5 agents: %s', (_, workflow, minAgents, explicit, expected) => {
  expect(leastAgents(workflow, { minAgents }, 5, explicit)).toBe(expected);
});

test.each([0, -1, 1.5])('a run cannot begin with %d agents', (explicit) => {
  expect(() => leastAgents(mapReduce, {}, 5, explicit)).toThrow(
    new Error(`'minAgents' must be an integer from 1, got ${explicit}: index 0 stays to the end of the run`),
  );
});

test('whoever asks for a least number must leave room for it', () => {
  expect(() => leastAgents(mapReduce, {}, 5, 6)).toThrow(
    new Error(
      "'minAgents' must be at most the number of agents, 5, got 6: raise the number of agents, or lower 'minAgents'",
    ),
  );
});
