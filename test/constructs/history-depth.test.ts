import { GitRepository } from '../../constructs/git-repository';
import { historyDepth } from '../../constructs/history-depth';
import { mapReduce, standard } from './workflows-under-test';

const repository = new GitRepository({ url: 'https://git.example.com/a.git', revision: 'main', depth: 5 });
const whole = new GitRepository({ url: 'https://git.example.com/a.git', revision: 'main' });

test('a standard workflow that publishes a branch may have a part of the history', () => {
  expect(historyDepth(repository, standard, undefined)).toBe(5);
  expect(historyDepth(repository, standard, 'branch')).toBe(5);
});

test('every run may have all of it', () => {
  expect(historyDepth(whole, mapReduce, 'target')).toBeUndefined();
});

test.each([
  ['a MapReduce workflow', mapReduce, undefined],
  ['a workflow with merge steps', { ...standard, merge: mapReduce.setup }, undefined],
  ["publish 'target'", standard, 'target'],
] as const)('%s merges, and needs all of it', (what, workflow, publish) => {
  expect(() => historyDepth(repository, workflow, publish)).toThrow(
    new Error(
      `'repository.depth' must not be given where something is merged, got 5 for ${what}: ` +
        "leave it out; agentClone 'blobless' spares agents a large history",
    ),
  );
});
