import { diff } from '../../../review/diff/diff';
import { replacingPaths } from '../../../review/diff/rules/pulumi-replacements';
import type { KubernetesObject } from '../../../stacks/kubernetes-object';
import { objectsOf, pair } from './pair';

/** What is told of one change of an object that Pulumi delivers. */
function told(...change: Parameters<typeof pair>): string[] {
  const { base, head } = objectsOf(pair(...change));
  const side = (object: KubernetesObject) => [
    { target: 'edge', folder: 'tidy', file: 'a.yaml', object, delivery: 'pulumi' as const },
  ];
  return diff(side(base), side(head)).map(({ verdict, message }) => `${verdict}: ${message}`);
}

const LEFT =
  'in-place: the stack ignores changes to the spec of a Job: the existing Job is unchanged, and only a recreated one gets the new spec';
const IN_THE_WAY =
  'rejected: Pulumi replaces the object, but the stack retains the old one under the same name: give the run a ' +
  'new id';

test.each([
  ['another image', ['spec.template.spec.containers.0.image', 'example.com/agent:2']],
  ['fewer agents', ['spec.parallelism', 2]],
] as const)('%s: the spec of a Job is left alone', (what, edit) => {
  expect(told('job', what, edit, '')).toEqual([LEFT]);
});

test.each([
  ['a privileged container', 'privileged'],
  ['one that may get more rights', 'allowPrivilegeEscalation'],
])('%s: the spec of a Job is left alone, but one that is made anew has more rights', (what, name) => {
  const edit = [`spec.template.spec.containers.0.securityContext.${name}`, true] as const;
  expect(told('job', what, edit, '')).toEqual([expect.stringMatching(/^wider-rights: /), LEFT]);
});

test.each([
  ['redis', 'another Service', ['spec.serviceName', 'other']],
  ['redis', 'a shorter history, which the API server takes', ['spec.revisionHistoryLimit', 2]],
  ['files', 'another workflow in what cannot change', ['data.workflow~yaml', 'name: other\n']],
  ['secret', 'another type', ['type', 'example.com/keys']],
  ['service', 'no address', ['spec.clusterIP', 'None']],
] as const)('%s, %s: the object of a run is not made again, since the stack keeps it', (of, what, edit) => {
  expect(told(of, what, edit, '')).toEqual([IN_THE_WAY]);
});

test('what its runs share is deleted and made again where the API server would refuse the change', () => {
  expect(told('quota', 'other scopes', ['spec.scopes', ['BestEffort']], '')).toEqual([
    'replacement: Pulumi deletes and recreates the object',
  ]);
});

test('a claim that would be made again is refused, and lost where the stack does not keep claims', () => {
  expect(told('claim', 'another class', ['spec.storageClassName', 'slow'], '')).toEqual([
    IN_THE_WAY,
    'data-loss: a stack that does not retain claims deletes it with its data and creates an empty one',
  ]);
});

test.each([
  ['claim', 'less room', ['spec.resources.requests.storage', '512Mi'], /^rejected: a claim cannot shrink/],
  ['redis', 'another image', ['spec.template.spec.containers.0.image', 'example.com/redis:9'], /^replacement: the pod/],
  ['role', 'one verb less', ['rules.0.verbs', ['get']], /^in-place: no longer grants/],
] as const)('%s, %s: what the table of replacements lacks is as with any delivery', (of, what, edit, expected) => {
  expect(told(of, what, edit, '')[0]).toMatch(expected);
});

test('data of ConfigMaps and Secrets changes in place only where the provider says so, and the object does not forbid it', () => {
  const settings = { enableSecretMutable: true, enableConfigMapMutable: false };
  expect(replacingPaths({ apiVersion: 'v1', kind: 'Secret' }, settings)).not.toContain('data');
  expect(replacingPaths({ apiVersion: 'v1', kind: 'Secret', immutable: true }, settings)).toContain('data');
  expect(replacingPaths({ apiVersion: 'v1', kind: 'ConfigMap' }, settings)).toContain('data');
});
