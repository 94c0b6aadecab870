import { customResources } from '../../../review/preflight/custom-resources';
import { complaints, job, object } from '../subjects';

const custom = (kind: string, apiVersion: string) => object(kind, 'x', { apiVersion });

test('an object that the cluster has no definition of is an error', () => {
  const external = custom('ExternalSecret', 'external-secrets.io/v1');
  expect(complaints(customResources, [external], { crds: undefined })).toEqual([
    {
      about: 'x',
      severity: 'error',
      text: "'crds' must name externalsecrets.external-secrets.io, got none: install it, and add it to the cluster's crds: kubectl get crd lists them",
      reason: 'the API server rejects objects of kinds that it does not know',
    },
  ]);
  expect(complaints(customResources, [external], { crds: ['externalsecrets.external-secrets.io'] })).toEqual([]);
});

test.each([
  ['CiliumNetworkPolicy', 'cilium.io/v2', 'ciliumnetworkpolicies.cilium.io'],
  ['SecretProviderClass', 'secrets-store.csi.x-k8s.io/v1', 'secretproviderclasses.secrets-store.csi.x-k8s.io'],
  ['VolumeSnapshot', 'snapshot.storage.k8s.io/v1', 'volumesnapshots.snapshot.storage.k8s.io'],
  ['Gateway', 'gateway.networking.k8s.io/v1', 'gateways.gateway.networking.k8s.io'],
])('%s of %s is defined by %s', (kind, apiVersion, definition) => {
  expect(complaints(customResources, [custom(kind, apiVersion)], { crds: [definition] })).toEqual([]);
  expect(complaints(customResources, [custom(kind, apiVersion)], { crds: [] })).toHaveLength(1);
});

test.each(['v1', 'apps/v1', 'batch/v1', 'networking.k8s.io/v1', 'rbac.authorization.k8s.io/v1'])(
  'every cluster has %s',
  (apiVersion) => {
    expect(complaints(customResources, [custom('Any', apiVersion)])).toEqual([]);
  },
);

test('pods that take keys from the Secrets Store driver need its definition', () => {
  const pod = { volumes: [{ name: 'secrets', csi: { driver: 'secrets-store.csi.k8s.io' } }] };
  expect(complaints(customResources, [job({}, pod)])[0]?.text).toContain(
    "'crds' must name secretproviderclasses.secrets-store.csi.x-k8s.io, got externalsecrets.external-secrets.io: ",
  );
});
