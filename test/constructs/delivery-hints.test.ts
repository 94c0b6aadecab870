import { ApiObject } from 'cdk8s';
import { addDeliveryHints } from '../../constructs/delivery-hints';
import { only, type Rendered, synthesized } from './synthesized';

const delivered = (delivery: 'cli' | 'pulumi' | 'gitops'): Rendered[] =>
  synthesized((scope) => {
    for (const [apiVersion, kind] of [
      ['batch/v1', 'Job'],
      ['v1', 'PersistentVolumeClaim'],
      ['v1', 'ConfigMap'],
    ] as const)
      new ApiObject(scope, kind, { apiVersion, kind, metadata: { annotations: { own: 'yes' } } });
    addDeliveryHints(scope, delivery);
  });

test('a Job in git is created once: the run alone changes it afterwards', () => {
  expect(only(delivered('gitops'), 'Job').metadata.annotations).toEqual({
    own: 'yes',
    'kustomize.toolkit.fluxcd.io/ssa': 'IfNotPresent',
  });
});

test('a claim that is gone from git stays: it may hold a result that nobody has yet', () => {
  expect(only(delivered('gitops'), 'PersistentVolumeClaim').metadata.annotations).toEqual({
    own: 'yes',
    'kustomize.toolkit.fluxcd.io/prune': 'disabled',
    'argocd.argoproj.io/sync-options': 'Prune=false',
  });
});

test('nothing else is annotated, and nothing at all where nobody keeps a desired state', () => {
  expect(only(delivered('gitops'), 'ConfigMap').metadata.annotations).toEqual({ own: 'yes' });
  for (const delivery of ['cli', 'pulumi'] as const)
    for (const { metadata } of delivered(delivery)) expect(metadata.annotations).toEqual({ own: 'yes' });
});
