import { submitterRules } from '../../constructs/submitter-role';
import { WorkflowRun } from '../../constructs/workflow-run';
import { clusterNamed } from '../../stacks/clusters';
import { only, type Rendered, repository, synthesized } from './synthesized';
import { mapReduce } from './workflows-under-test';

const crds = ['externalsecrets.external-secrets.io', 'ciliumnetworkpolicies.cilium.io'];
const image = { repository: 'registry.example.com/image', tag: '1', digest: null };
const run = synthesized(
  (scope) =>
    void new WorkflowRun(scope, 'Run', {
      runId: 'mine',
      workflow: mapReduce,
      workflowText: '',
      cluster: { ...clusterNamed('production'), crds },
      images: { agent: image, redis: image },
      repository,
      allowHosts: ['registry.npmjs.org'],
      agentPod: { disruptionBudget: { minAvailable: 1 } },
    }),
);

function may(group: string, resource: string, verb: string): boolean {
  return submitterRules(crds).some(
    ({ apiGroups, resources, verbs }) =>
      apiGroups?.includes(group) && resources?.includes(resource) && verbs.includes(verb),
  );
}
const groupOf = ({ apiVersion }: Rendered): string => (apiVersion.includes('/') ? apiVersion.split('/')[0] : '');
const pluralOf = ({ kind }: Rendered): string => kind.toLowerCase().replace(/y$/, 'ie').concat('s');
const resources = [...new Map(run.map((object) => [`${groupOf(object)}/${pluralOf(object)}`, object])).values()];

test.each(resources.map((object) => [groupOf(object), pluralOf(object)]))(
  'whoever submits may make, watch and take away %s %s of a run',
  (group, plural) => {
    for (const verb of ['get', 'list', 'watch', 'create', 'patch', 'delete'])
      expect([verb, may(group, plural, verb)]).toEqual([verb, true]);
  },
);

test('the run is made of the kinds that this was tried with', () => {
  expect(resources.map(pluralOf).sort()).toEqual([
    'ciliumnetworkpolicies',
    'configmaps',
    'jobs',
    'networkpolicies',
    'persistentvolumeclaims',
    'poddisruptionbudgets',
    'rolebindings',
    'roles',
    'serviceaccounts',
    'services',
    'statefulsets',
  ]);
});

test('nobody can grant what they do not have: all that a run’s own Role allows is allowed', () => {
  for (const { apiGroups, resources: names, verbs } of only(run, 'Role').rules)
    for (const verb of verbs)
      expect([names[0], verb, may(apiGroups[0], names[0], verb)]).toEqual([names[0], verb, true]);
});

test('Secrets are made and taken away, never read; nobody gets into a pod or takes the token of an account', () => {
  const rules = submitterRules(crds);
  const of = (resource: string) => rules.filter(({ resources: names }) => names?.includes(resource));
  expect(of('secrets').map(({ verbs }) => verbs)).toEqual([['create', 'delete']]);
  expect(of('pods').map(({ verbs }) => verbs)).toEqual([['get', 'list', 'watch']]);
  expect([...of('pods/exec'), ...of('pods/attach'), ...of('pods/portforward'), ...of('serviceaccounts/token')]).toEqual(
    [],
  );
  expect(JSON.stringify(rules)).not.toMatch(/\*|escalate|bind"|impersonate|deletecollection/);
});

test('kinds that a cluster does not have are not named', () => {
  expect(JSON.stringify(submitterRules([]))).not.toMatch(/external-secrets|cilium/);
});
