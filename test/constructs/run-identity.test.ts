import { RunIdentity, type RunIdentityProps } from '../../constructs/run-identity';

const everything: Required<RunIdentityProps> = { runId: 'fix-tests-1', namespace: 'team-a', workflow: 'fix-tests' };

test('an object has an explicit name and namespace, and every label', () => {
  expect(new RunIdentity(everything).metadata('prodigy-fix-tests-1', 'agent')).toEqual({
    name: 'prodigy-fix-tests-1',
    namespace: 'team-a',
    labels: {
      app: 'prodigy',
      workflow: 'fix-tests',
      'app.kubernetes.io/name': 'prodigy',
      'app.kubernetes.io/instance': 'fix-tests-1',
      'app.kubernetes.io/component': 'agent',
      'app.kubernetes.io/part-of': 'prodigy',
      'app.kubernetes.io/managed-by': 'prodigy-k8s',
      'prodigy.io/run-id': 'fix-tests-1',
    },
  });
});

test('run and component select pods', () => {
  expect(new RunIdentity(everything).selector('workspace')).toEqual({
    'prodigy.io/run-id': 'fix-tests-1',
    'app.kubernetes.io/component': 'workspace',
  });
});

test('a run id fills names to 63 characters, no more', () => {
  expect(new RunIdentity({ ...everything, runId: 'a'.repeat(34) }).runId).toHaveLength(34);
  expect(() => new RunIdentity({ ...everything, runId: 'a'.repeat(35) })).toThrow(
    new Error(
      "'runId' must have at most 34 characters, got 35: " +
        'Kubernetes limits names made from it to 63, so choose a shorter one',
    ),
  );
});

test.each(['', 'A', '1a', '-a', 'a-', 'a_b', 'a b', 'a\n'])('%j is no run id', (runId) => {
  expect(() => new RunIdentity({ ...everything, runId })).toThrow(
    new Error(
      "'runId' must be lower-case letters, digits and dashes, begin with a letter and not end with a dash, " +
        `got ${JSON.stringify(runId)}: choose one such as fix-tests-2`,
    ),
  );
});
