import { k8s } from 'cdk8s-plus-28';
import { intOrString, manifestOf, quantity } from '../../constructs/manifest';

test.each([
  ['ConfigMap', k8s.KubeConfigMap],
  ['Job', k8s.KubeJob],
  ['LimitRange', k8s.KubeLimitRange],
  ['Namespace', k8s.KubeNamespace],
  ['NetworkPolicy', k8s.KubeNetworkPolicy],
  ['PersistentVolumeClaim', k8s.KubePersistentVolumeClaim],
  ['PodDisruptionBudget', k8s.KubePodDisruptionBudget],
  ['ResourceQuota', k8s.KubeResourceQuota],
  ['Role', k8s.KubeRole],
  ['RoleBinding', k8s.KubeRoleBinding],
  ['Service', k8s.KubeService],
  ['ServiceAccount', k8s.KubeServiceAccount],
  ['StatefulSet', k8s.KubeStatefulSet],
] as const)('a %s has version and kind of the typed class', (kind, { GVK }) => {
  const { apiVersion, kind: written } = manifestOf<'ConfigMap'>(kind as 'ConfigMap', {});
  expect({ apiVersion, kind: written }).toEqual(GVK);
});

test('what is told of an object is in its manifest as it is', () => {
  const props = { metadata: { name: 'a' }, data: { key: 'value' } };
  expect(manifestOf('ConfigMap', props)).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', ...props });
});

test('amounts and ports are what the typed classes write for them', () => {
  const written = k8s.KubeService.manifest({
    spec: { ports: [{ port: 1, targetPort: k8s.IntOrString.fromString('http') }] },
  });
  const spec = { ports: [{ port: 1, targetPort: intOrString('http') }] };
  expect(manifestOf('Service', { spec })).toEqual(written);
  expect([quantity('1Gi'), quantity(2)]).toEqual(['1Gi', 2]);
});
