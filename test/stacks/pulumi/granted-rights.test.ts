import { lackingGrants, type PolicyRule } from '../../../stacks/pulumi/granted-rights';

const role = (name: string, ...rules: PolicyRule[]) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name, namespace: 'team' },
  rules,
});
const binding = (name: string, to: string) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name, namespace: 'team' },
  roleRef: { kind: 'Role', name: to },
});
const rule = (group: string, resource: string, verb: string, ...resourceNames: string[]): PolicyRule => ({
  apiGroups: [group],
  resources: [resource],
  verbs: [verb],
  ...(resourceNames.length > 0 && { resourceNames }),
});

const log = rule('', 'pods/log', 'get');
const job = rule('batch', 'jobs', 'patch', 'a', 'b');

test.each<[string, PolicyRule, PolicyRule[]]>([
  ['itself', log, [log]],
  ['every verb', log, [rule('', 'pods/log', '*')]],
  ['every group', log, [rule('*', 'pods/log', 'get')]],
  ['every resource', log, [rule('', '*', 'get')]],
  ['this part of every resource', log, [rule('', '*/log', 'get')]],
  ['these names', job, [job]],
  ['each name by another rule', job, [rule('batch', 'jobs', 'patch', 'b'), rule('batch', 'jobs', 'patch', 'a')]],
  ['any name', job, [rule('batch', 'jobs', 'patch')]],
])('who has %s may grant it', (_, granted, held) => {
  expect(lackingGrants([role('a', granted), binding('b', 'a')], held)).toEqual([]);
});

test.each<[string, PolicyRule, PolicyRule[]]>([
  ['nothing', log, []],
  ['another verb', log, [rule('', 'pods/log', 'list')]],
  ['another group', log, [rule('apps', 'pods/log', 'get')]],
  ['the resource without its part', log, [rule('', 'pods', 'get')]],
  ['another part', log, [rule('', '*/exec', 'get')]],
  ['one name', log, [rule('', 'pods/log', 'get', 'a')]],
  ['verb and resource in different rules', log, [rule('', 'pods/log', 'list'), rule('', 'pods', 'get')]],
])('who has %s may not grant another right, nor bind to a Role that does', (_, granted, held) => {
  const objects = [role('a', granted), binding('b', 'a')];
  const lacking = [{ verb: 'get', group: '', resource: 'pods/log', name: undefined }];
  expect(lackingGrants(objects, held)).toEqual([
    { object: objects[0], role: 'a', lacking },
    { object: objects[1], role: 'a', lacking },
  ]);
});

test('what is lacking of a Role is what no rule allows, and other Roles are no matter', () => {
  const objects = [role('a', job, log), role('c', log), binding('d', 'elsewhere')];
  const held = [log, rule('batch', 'jobs', 'patch', 'b')];
  expect(lackingGrants(objects, held)).toEqual([
    {
      object: objects[0],

      role: 'a',
      lacking: [{ verb: 'patch', group: 'batch', resource: 'jobs', name: 'a' }],
    },
  ]);
});
