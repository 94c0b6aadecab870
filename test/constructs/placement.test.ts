import { Placement } from '../../constructs/placement';
import type { SpotNodes } from '../../contract/spot-nodes';

const labels = { 'app.kubernetes.io/component': 'agent' };
const taint = (key: string, value: string) => ({ key, operator: 'Equal', value, effect: 'NoSchedule' });

test.each<[SpotNodes, string, string, object[]]>([
  ['eks', 'eks.amazonaws.com/capacityType', 'SPOT', []],
  ['karpenter', 'karpenter.sh/capacity-type', 'spot', []],
  ['gke', 'cloud.google.com/gke-spot', 'true', [taint('cloud.google.com/gke-spot', 'true')]],
  ['gke-autopilot', 'cloud.google.com/gke-spot', 'true', [taint('cloud.google.com/gke-spot', 'true')]],
  ['aks', 'kubernetes.azure.com/scalesetpriority', 'spot', [taint('kubernetes.azure.com/scalesetpriority', 'spot')]],
  ['kind', 'node.kubernetes.io/lifecycle', 'spot', [taint('spot', 'true')]],
  ['minikube', 'node.kubernetes.io/lifecycle', 'spot', [taint('spot', 'true')]],
  ['other', 'node.kubernetes.io/lifecycle', 'spot', [taint('spot', 'true')]],
])(
  'spot nodes of %s are known by their label and taint, and kept off by their label',
  (nodes, label, value, taints) => {
    const spot = Placement.spot(nodes);
    expect(spot.isSpot).toBe(true);
    expect(spot.forPods(labels)).toEqual({
      annotations: undefined,
      tolerations: taints,
      spec: { nodeSelector: { [label]: value } },
    });
    const onDemand = Placement.onDemand(nodes);
    expect(onDemand.isSpot).toBe(false);
    const terms = [{ matchExpressions: [{ key: label, operator: 'NotIn', values: [value] }] }];
    const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } };
    expect(onDemand.forPods(labels)).toEqual({
      annotations: undefined,
      tolerations: [],
      spec: { affinity: { nodeAffinity } },
    });
  },
);

test('anywhere restricts nothing', () => {
  expect(Placement.anywhere().forPods(labels)).toEqual({ annotations: undefined, tolerations: [], spec: {} });
});

test('every placement is rendered, together as alone', () => {
  const all = Placement.all(
    Placement.nodeSelector({ workload: 'batch' }),
    Placement.nodeAffinity({ label: 'zone', operator: 'In', values: ['a', 'b'] }, { label: 'gpu', operator: 'Exists' }),
    Placement.preference({ weight: 5, nodes: [{ label: 'slow', operator: 'DoesNotExist' }] }),
    Placement.toleration({ key: 'batch' }),
    Placement.toleration({ key: 'team', value: 'a', effect: 'NoExecute' }),
    Placement.apart('node'),
    Placement.spread({ topology: 'zone' }),
    Placement.spread({ topology: 'node', maxSkew: 2, strict: true }),
    Placement.priorityClass('batch-low'),
    Placement.doNotDisrupt(),
  ).forPods(labels);
  const matches = { labelSelector: { matchLabels: labels } };
  expect(all.annotations).toEqual({ 'karpenter.sh/do-not-disrupt': 'true' });
  expect(all.tolerations).toEqual([
    { key: 'batch', operator: 'Exists' },
    { key: 'team', operator: 'Equal', value: 'a', effect: 'NoExecute' },
  ]);
  expect(all.spec).toEqual({
    nodeSelector: { workload: 'batch' },
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            {
              matchExpressions: [
                { key: 'zone', operator: 'In', values: ['a', 'b'] },
                { key: 'gpu', operator: 'Exists' },
              ],
            },
          ],
        },
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 5, preference: { matchExpressions: [{ key: 'slow', operator: 'DoesNotExist' }] } },
        ],
      },
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', ...matches } },
        ],
      },
    },
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', ...matches },
      { maxSkew: 2, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule', ...matches },
    ],
    priorityClassName: 'batch-low',
  });
});

test('what is said twice is rendered once', () => {
  const spot = Placement.spot('aks');
  expect(Placement.all(spot, spot).forPods(labels)).toEqual(spot.forPods(labels));
});

const exists = (label: string) => ({ label, operator: 'Exists' }) as const;
const oneOf = (label: string, ...values: string[]) => ({ label, operator: 'In', values }) as const;

test.each<[string, Placement[], string]>([
  [
    'spot and on demand of different kinds',
    [Placement.spot('eks'), Placement.onDemand('karpenter')],
    'be on spot nodes or off them, got spot and on-demand',
  ],
  [
    'two values of a label',
    [Placement.nodeSelector({ workload: 'batch' }), Placement.nodeSelector({ workload: 'web' })],
    'leave a node that fits, got workload In batch and workload In web',
  ],
  [
    'a value and its exclusion',
    [Placement.nodeSelector({ a: 'x' }), Placement.nodeAffinity({ label: 'a', operator: 'NotIn', values: ['x'] })],
    'leave a node that fits, got a In x and a NotIn x',
  ],
  [
    'a label and its absence',
    [Placement.nodeAffinity(exists('a')), Placement.nodeAffinity({ label: 'a', operator: 'DoesNotExist' })],
    'leave a node that fits, got a Exists and a DoesNotExist',
  ],
  [
    'two priorities',
    [Placement.priorityClass('low'), Placement.priorityClass('high')],
    'have one priority class, got low and high',
  ],
  [
    'two ways to spread',
    [Placement.spread({ topology: 'zone' }), Placement.spread({ topology: 'zone', maxSkew: 3 })],
    'spread pods over each zone in one way, got two',
  ],
])('%s contradict each other', (_, placements, message) => {
  expect(() => Placement.all(...placements)).toThrow(new Error(`'placement' must ${message}: leave one of them out`));
});

test('what one node can fulfil is no contradiction', () => {
  expect(() =>
    Placement.nodeAffinity(
      oneOf('a', 'x', 'y'),
      oneOf('a', 'y', 'z'),
      exists('a'),
      { label: 'a', operator: 'NotIn', values: ['x'] },
      { label: 'b', operator: 'NotIn', values: ['x'] },
      { label: 'b', operator: 'DoesNotExist' },
    ),
  ).not.toThrow();
});

test.each<[() => Placement, string]>([
  [
    () => Placement.nodeSelector({ 'a b': 'c' }),
    `'nodeSelector' must name a label or taint as Kubernetes does, got "a b": write name or example.com/name`,
  ],
  [
    () => Placement.nodeSelector({ a: 'b c' }),
    `'nodeSelector' must hold values of labels, got "b c" for a: at most 63 letters, digits, dashes, underscores and dots`,
  ],
  [
    () => Placement.nodeAffinity({ label: 'a', operator: 'In' }),
    "'nodeAffinity' must name values for In, got none for a: Exists needs none",
  ],
  [
    () => Placement.preference({ weight: 1, nodes: [{ label: 'a', operator: 'Exists', values: ['b'] }] }),
    "'nodePreferences' must name no values for Exists, got a Exists b: In takes values",
  ],
  [
    () => Placement.preference({ weight: 0, nodes: [exists('a')] }),
    "'nodePreferences' must have a weight from 1 to 100, got 0: the largest counts most",
  ],
  [
    () => Placement.toleration({ key: '' }),
    `'tolerations' must name a label or taint as Kubernetes does, got "": write name or example.com/name`,
  ],
  [
    () => Placement.toleration({ key: 'node.kubernetes.io/unreachable' }),
    "'tolerations' must not keep pods on lost nodes, got node.kubernetes.io/unreachable: every pod of a run tolerates it for 30 seconds",
  ],
  [
    () => Placement.spread({ topology: 'zone', maxSkew: 0 }),
    "'topologySpread.maxSkew' must be an integer from 1, got 0: 1 is the most even",
  ],
])('%s is refused', (place, message) => {
  expect(place).toThrow(new Error(message));
});
