import { awaited, type ObjectOptions, objectOptions } from '../../../stacks/pulumi/object-options';
import { DEFAULT_POLICIES, type StackPolicies } from '../../../stacks/pulumi/policies';
import { resourceClass } from '../../../stacks/pulumi/resource-classes';
import { renderRun, renderTenant } from '../../../stacks/render';
import { optionRuns, optionTenants, plain } from '../every-option';

const labels = { 'prodigy.io/run-id': 'a-1' };
const ofRun = (kind: string) => ({ apiVersion: 'v1', kind, metadata: { name: 'a', namespace: 'team', labels } });
const ofTenant = (kind: string) => ({ apiVersion: 'v1', kind, metadata: { name: 'b', namespace: 'team' } });
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } };

/** Every policy that is not the default. */
const others: Required<StackPolicies> = {
  claims: 'protect',
  replacedRuns: 'remove',
  waitForRun: 'started',
  importExisting: true,
};

test.each<[string, Parameters<typeof objectOptions>[0], StackPolicies, ObjectOptions]>([
  ['a Job by default', ofRun('Job'), {}, { ignoreChanges: ['spec'], retainOnDelete: true }],
  ['a Job of a run that may go', ofRun('Job'), { replacedRuns: 'remove' }, { ignoreChanges: ['spec'] }],
  ['any object of a run', ofRun('ConfigMap'), {}, { retainOnDelete: true }],
  ['any object of a run that may go', ofRun('ConfigMap'), { replacedRuns: 'remove' }, {}],
  ['any object of a tenant', ofTenant('ResourceQuota'), {}, {}],
  ['a claim by default', ofRun('PersistentVolumeClaim'), {}, { retainOnDelete: true }],
  [
    'a claim of a run that may go',
    ofRun('PersistentVolumeClaim'),
    { replacedRuns: 'remove' },
    { retainOnDelete: true },
  ],
  ['a protected claim', ofRun('PersistentVolumeClaim'), { claims: 'protect' }, { retainOnDelete: true, protect: true }],
  ['a claim that may go', ofRun('PersistentVolumeClaim'), { claims: 'delete' }, {}],
  ['the claim of a cache', ofTenant('PersistentVolumeClaim'), {}, { retainOnDelete: true }],
  ['the namespace around claims that stay', namespace, {}, { retainOnDelete: true }],
  ['the namespace around protected claims', namespace, { claims: 'protect' }, { retainOnDelete: true, protect: true }],
  ['the namespace around claims that may go', namespace, { claims: 'delete' }, {}],
  ['an object that is there', ofTenant('Role'), { importExisting: true }, { import: 'team/b' }],
  [
    'a Service that is there, which an import would have replaced next',
    ofTenant('Service'),
    { importExisting: true },
    {},
  ],
  ['a namespace that is there', namespace, { importExisting: true, claims: 'delete' }, { import: 'team' }],
  ['a Job with every other policy', ofRun('Job'), others, { ignoreChanges: ['spec'], import: 'team/a' }],
  ['a claim with every other policy', ofRun('PersistentVolumeClaim'), others, { retainOnDelete: true, protect: true }],
])('%s has its options', (_, object, policies, options) => {
  expect(objectOptions(object, policies)).toEqual(options);
});

test('what is not said is what the defaults say', () => {
  for (const kind of ['Job', 'PersistentVolumeClaim', 'Service'])
    expect(objectOptions(ofRun(kind))).toEqual(objectOptions(ofRun(kind), DEFAULT_POLICIES));
});

test.each<[string, StackPolicies, Record<string, string> | undefined]>([
  ['Job', {}, { 'pulumi.com/skipAwait': 'true' }],
  ['Job', { waitForRun: 'started' }, { 'pulumi.com/waitFor': 'jsonpath={.status.startTime}' }],
  ['Service', { waitForRun: 'started' }, { 'pulumi.com/skipAwait': 'true' }],
  ['StatefulSet', {}, { 'pulumi.com/skipAwait': 'true' }],
  ['ConfigMap', {}, undefined],
])('how long up waits for a %s is said with an annotation: %j', (kind, policies, annotations) => {
  expect(awaited(ofRun(kind), policies).metadata).toEqual({
    ...ofRun(kind).metadata,
    ...(annotations && { annotations }),
  });
});

test('annotations of an object stay', () => {
  const object = { ...ofRun('Job'), metadata: { ...ofRun('Job').metadata, annotations: { a: 'b' } } };
  expect(awaited(object).metadata.annotations).toEqual({ a: 'b', 'pulumi.com/skipAwait': 'true' });
});

test('every kind that any option renders has a typed class', () => {
  const objects = [
    ...optionRuns.flatMap(([, request]) => renderRun(request).objects),
    ...optionTenants.flatMap(([, cluster]) => renderTenant(cluster, plain.images)),
  ];
  for (const object of objects) expect(resourceClass(object)).toBeInstanceOf(Function);
});
