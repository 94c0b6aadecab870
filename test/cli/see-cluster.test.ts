import { seeCluster } from '../../cli/cluster/see-cluster';
import type { Kube } from '../../cli/kube';

test('who may not change claims is told so before a run ends that could not go on', async () => {
  const kube = {
    version: async () => 'v1.34.2',
    list: async () => [],
    get: async () => undefined,
    may: async (verb: string, _group: string, resource: string) =>
      `${verb} ${resource}` !== 'patch persistentvolumeclaims',
  } as unknown as Kube;
  expect((await seeCluster(kube, 'team')).missingRights).toEqual(['patch persistentvolumeclaims']);
});
