import { architecture } from '../../../review/preflight/architecture';
import { spotNodes } from '../../../review/preflight/spot-nodes';
import { complaints, job, statefulSet } from '../subjects';

const only = (key: string, value: string) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: [value] }] }],
      },
    },
  },
});
const AKS = 'kubernetes.azure.com/scalesetpriority';
const tolerant = {
  podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] },
};

test.each([
  ['a selector', { nodeSelector: { [AKS]: 'spot' } }],
  ['an affinity', only(AKS, 'spot')],
])('agents that %s sends to tainted spot nodes must take the taint', (_, pod) => {
  expect(complaints(spotNodes, [job(tolerant, pod)])).toEqual([
    {
      about: 'agents',
      severity: 'error',
      text: `'tolerations' must include the taint ${AKS} of spot nodes, got others: add --toleration ${AKS}=spot:NoSchedule, or keep the pods off spot nodes`,
      reason: 'the pods require nodes whose taint keeps them off, so they stay Pending',
    },
  ]);
  for (const toleration of [{ key: AKS, value: 'spot' }, { key: AKS, operator: 'Exists' }, { operator: 'Exists' }])
    expect(complaints(spotNodes, [job(tolerant, { ...pod, tolerations: [toleration] })])).toEqual([]);
  const other = [{ key: AKS, value: 'regular' }];
  expect(complaints(spotNodes, [job(tolerant, { ...pod, tolerations: other })])).toHaveLength(1);
});

test('spot nodes without a taint need no toleration', () => {
  expect(complaints(spotNodes, [job(tolerant, only('eks.amazonaws.com/capacityType', 'SPOT'))])).toEqual([]);
});

test('losing a spot node must be no failure of the run', () => {
  expect(complaints(spotNodes, [job({}, only('karpenter.sh/capacity-type', 'spot'))])).toEqual([
    {
      about: 'agents',
      severity: 'warning',
      text: "'podFailurePolicy' must ignore DisruptionTarget on spot nodes, got no such rule: render the run again",
      reason: 'every reclaimed node counts as a failure of the run',
    },
  ]);
});

test('Redis and workspace do not belong on spot nodes', () => {
  const redis = statefulSet('redis', only('karpenter.sh/capacity-type', 'spot'));
  expect(complaints(spotNodes, [redis])).toEqual([
    {
      about: 'redis',
      severity: 'warning',
      text: "'affinity' must keep stateful pods off spot nodes, got a StatefulSet on them: put only agents there",
      reason: 'every agent waits while the queue or the repository of the run moves to another node',
    },
  ]);
  expect(complaints(spotNodes, [statefulSet('redis', only('karpenter.sh/capacity-type', 'on-demand'))])).toEqual([]);
});

test('pods that ask for another processor than the cluster has wait for ever', () => {
  const arm = job({}, { nodeSelector: { 'kubernetes.io/arch': 'arm64' } });
  expect(complaints(architecture, [arm])).toEqual([
    {
      about: 'agents',
      severity: 'error',
      text: "'kubernetes.io/arch' must be amd64 like the nodes of the cluster, got arm64: remove it, or set the cluster's architecture",
      reason: 'no node matches, so the pods stay Pending',
    },
  ]);
  expect(complaints(architecture, [job({}, only('kubernetes.io/arch', 'amd64'))])).toEqual([]);
});

test('images for unusual nodes are worth a word', () => {
  expect(complaints(architecture, [job(), job()], { architecture: 'arm64' })).toEqual([
    {
      about: 'agents',
      severity: 'info',
      text: "'images' must be built for arm64, got an unknown architecture: build them with --platform linux/arm64, or for both",
      reason: 'a binary for another architecture fails with exec format error',
    },
  ]);
});
