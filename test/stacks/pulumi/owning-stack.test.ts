import { ofStack, refuseSharing } from '../../../stacks/pulumi/owning-stack';

const asked: string[][] = [];
const cluster = (annotations?: Record<string, string>) => ({
  roleAnnotations: async (...question: string[]) => {
    asked.push(question);
    return annotations;
  },
});

test('an object names the stack that deploys it beside what it was annotated with', () => {
  const role = { apiVersion: 'v1', kind: 'Role', metadata: { name: 'a', annotations: { b: 'c' } } };
  expect(ofStack(role, 'prodigy-kubernetes/edge')).toEqual({
    ...role,
    metadata: { name: 'a', annotations: { b: 'c', 'prodigy.io/stack': 'prodigy-kubernetes/edge' } },
  });
});

test.each<[string, Record<string, string> | undefined]>([
  ['that is not there yet', undefined],
  ['that no stack has deployed', { 'example.com/other': 'a' }],
  ['of its own', { 'prodigy.io/stack': 'prodigy-kubernetes/edge' }],
])('a stack may deploy to a namespace %s', async (_, annotations) => {
  await expect(refuseSharing(cluster(annotations), 'team', 'prodigy-kubernetes/edge')).resolves.toBeUndefined();
  expect(asked.at(-1)).toEqual(['prodigy-submitter', 'team']);
});

test('the namespace of another stack is refused', async () => {
  const others = cluster({ 'prodigy.io/stack': 'prodigy-kubernetes/other' });
  await expect(refuseSharing(others, 'team', 'prodigy-kubernetes/edge')).rejects.toEqual(
    new Error(
      'namespace team must belong to one stack, got one that prodigy-kubernetes/other has deployed: ' +
        "give its cluster another 'namespace', or destroy that stack first",
    ),
  );
});
