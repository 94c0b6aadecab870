import * as pulumi from '@pulumi/pulumi';
import { ApiObject, App, Chart } from 'cdk8s';
import { ChartDeployment, type ChartDeploymentArgs } from '../../../stacks/pulumi/chart-deployment';

const registered: pulumi.runtime.MockResourceArgs[] = [];

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: (resource) => {
      registered.push(resource);
      return { id: resource.name, state: resource.inputs };
    },
    call: () => ({}),
  }),
);

test('a chart of anyone’s own is deployed whatever its kinds are, as it was rendered', async () => {
  const chart = new Chart(new App(), 'mine', { disableResourceNameHashes: true });
  const kinds = [
    ['cert-manager.io/v1', 'Certificate'],
    ['apps/v1', 'Deployment'],
    ['networking.k8s.io/v1', 'Ingress'],
    ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ] as const;
  for (const [apiVersion, kind] of kinds)
    new ApiObject(chart, kind, { apiVersion, kind, metadata: { name: 'a', namespace: 'team' }, spec: { a: kind } });
  const args: Required<ChartDeploymentArgs> = { chart, policies: { claims: 'protect' } };
  await pulumi.runtime.runInPulumiStack(async () => void new ChartDeployment('mine', args));
  await pulumi.runtime.disconnect();
  const objects = registered.filter(({ type }) => type.startsWith('kubernetes:'));
  expect(objects.map(({ type, name, inputs }) => [type, name, inputs.spec.a])).toEqual([
    ['kubernetes:cert-manager.io/v1:Certificate', 'team/a', 'Certificate'],
    ['kubernetes:autoscaling/v2:HorizontalPodAutoscaler', 'team/a', 'HorizontalPodAutoscaler'],
    ['kubernetes:apps/v1:Deployment', 'team/a', 'Deployment'],
    ['kubernetes:networking.k8s.io/v1:Ingress', 'team/a', 'Ingress'],
  ]);
});
