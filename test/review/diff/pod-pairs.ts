import { type Pair, pair } from './pair';

const REQUIRED = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
const FAST = { key: 'disk', operator: 'In', values: ['fast'] };
const NEAR = { key: 'zone', operator: 'In', values: ['a'] };

/** A pod that waits for somebody's leave. */
const HELD: Pair['before'] = [['spec.schedulingGates', [{ name: 'example.com/a' }, { name: 'example.com/b' }]]];
/** The same, with nodes that it requires. */
const HELD_NEAR: Pair['before'] = [...HELD, [REQUIRED, [{ matchExpressions: [FAST] }]]];

/** Changes of a pod that nobody made from a template, one each. */
export const POD_PAIRS: readonly Pair[] = [
  pair('pod', 'another image', ['spec.containers.0.image', 'example.com/shop:2'], 'replacement'),
  pair('pod', 'another image at first', ['spec.initContainers.0.image', 'example.com/first:2'], 'replacement'),
  pair('pod', 'a variable', ['spec.containers.0.env', [{ name: 'A', value: 'b' }]], 'rejected'),
  pair('pod', 'more CPU', ['spec.containers.0.resources', { requests: { cpu: '1' } }], 'rejected cost'),
  pair(
    'pod',
    'a container',
    ['spec.containers.1', { name: 'more', image: 'example.com/more:1' }],
    'rejected wider-rights',
  ),
  pair('pod', 'a container less', ['spec.initContainers', undefined], 'rejected'),
  pair('pod', 'another restart', ['spec.restartPolicy', 'Never'], 'rejected'),
  pair('pod', 'another account', ['spec.serviceAccountName', 'other'], 'rejected wider-rights'),
  pair('pod', 'the network of the node', ['spec.hostNetwork', true], 'rejected wider-rights'),
  pair('pod', 'an earlier deadline', ['spec.activeDeadlineSeconds', 60], 'replacement'),
  pair('pod', 'a first deadline', ['spec.activeDeadlineSeconds', 60], 'replacement', [
    ['spec.activeDeadlineSeconds', undefined],
  ]),
  pair('pod', 'a later deadline', ['spec.activeDeadlineSeconds', 900], 'rejected'),
  pair('pod', 'no deadline', ['spec.activeDeadlineSeconds', undefined], 'rejected'),
  pair('pod', 'one more toleration', ['spec.tolerations.1', { key: 'gpu', operator: 'Exists' }], 'in-place'),
  pair('pod', 'a longer toleration', ['spec.tolerations.0.tolerationSeconds', 90], 'in-place'),
  pair('pod', 'another toleration', ['spec.tolerations.0.key', 'gpu'], 'rejected'),
  pair('pod', 'no toleration', ['spec.tolerations', undefined], 'rejected'),
  pair('pod', 'more time to end', ['spec.terminationGracePeriodSeconds', 90], 'rejected'),
  pair('pod', 'other nodes', ['spec.nodeSelector', { disk: 'fast' }], 'rejected'),
  pair('pod', 'nodes that it requires', [REQUIRED, [{ matchExpressions: [FAST] }]], 'rejected'),
  pair('pod', 'leave to be scheduled', ['spec.schedulingGates', undefined], 'in-place', HELD),
  pair('pod', 'one leave of two', ['spec.schedulingGates.0', undefined], 'in-place', HELD),
  pair('pod', 'another leave', ['spec.schedulingGates.0.name', 'example.com/c'], 'rejected', HELD),
  pair('pod', 'something to wait for', ['spec.schedulingGates', [{ name: 'example.com/a' }]], 'rejected'),
  pair('pod', 'other nodes while it is held', ['spec.nodeSelector', { disk: 'fast' }], 'in-place', HELD),
  pair('pod', 'nodes that it requires while it is held', [REQUIRED, [{ matchExpressions: [FAST] }]], 'in-place', HELD),
  pair('pod', 'fewer nodes while it is held', [`${REQUIRED}.0.matchExpressions.1`, NEAR], 'in-place', HELD_NEAR),
  pair('pod', 'more nodes while it is held', [`${REQUIRED}.1`, { matchExpressions: [NEAR] }], 'rejected', HELD_NEAR),
  pair(
    'pod',
    'a node more while it is held',
    [`${REQUIRED}.0.matchExpressions.0.values.1`, 'b'],
    'rejected',
    HELD_NEAR,
  ),
  pair('pod', 'a label', ['metadata.labels.team', 'a'], 'cosmetic'),
];
