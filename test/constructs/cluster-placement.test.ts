import { agentPlacement, statePlacement } from '../../constructs/cluster-placement';
import { Placement } from '../../constructs/placement';
import { offSpot } from '../../constructs/placement-checks';
import { KARPENTER_CRD, type NodeFacts, type PlacementFacts } from '../../contract/placement';

const pod = (placement: Placement) => placement.forPods({ app: 'prodigy' });
const everyNode: Required<NodeFacts> = {
  nodeSelector: { workload: 'batch' },
  nodeAffinity: [{ label: 'gpu', operator: 'DoesNotExist' }],
  nodePreferences: [{ weight: 1, nodes: [{ label: 'fast', operator: 'Exists' }] }],
  tolerations: [{ key: 'batch' }],
  priorityClass: 'low',
};

test('agents and state keep off spot nodes where nobody says otherwise', () => {
  expect(pod(agentPlacement({ provider: 'eks' }))).toEqual(pod(Placement.onDemand('eks')));
  expect(pod(statePlacement({ provider: 'eks' }))).toEqual(pod(Placement.onDemand('eks')));
  expect(pod(agentPlacement({}))).toEqual(pod(Placement.onDemand('other')));
});

test('agents go to spot nodes where the cluster or the run says so, the run last; state never does', () => {
  const cluster = { provider: 'gke', placement: { spot: true } } as const;
  expect(pod(agentPlacement(cluster))).toEqual(pod(Placement.spot('gke')));
  expect(pod(agentPlacement({ provider: 'gke' }, { spot: true }))).toEqual(pod(Placement.spot('gke')));
  expect(pod(agentPlacement(cluster, { spot: false }))).toEqual(pod(Placement.onDemand('gke')));
  expect(pod(agentPlacement(cluster, { spot: undefined }))).toEqual(pod(Placement.spot('gke')));
  expect(pod(statePlacement(cluster))).toEqual(pod(Placement.onDemand('gke')));
});

test('where there is Karpenter its label counts, and it leaves the nodes of a run alone unless told otherwise', () => {
  const cluster = { provider: 'eks', crds: [KARPENTER_CRD] } as const;
  const spot = Placement.spot('karpenter');
  expect(pod(agentPlacement(cluster, { spot: true }))).toEqual(pod(Placement.all(spot, Placement.doNotDisrupt())));
  expect(pod(agentPlacement(cluster, { spot: true, doNotDisrupt: false }))).toEqual(pod(spot));
  const state = [Placement.onDemand('karpenter'), Placement.onDemand('eks'), Placement.doNotDisrupt()];
  expect(pod(statePlacement(cluster))).toEqual(pod(Placement.all(...state)));
});

test('every fact of agents is rendered', () => {
  const placement: Required<PlacementFacts> = {
    ...everyNode,
    spot: true,
    apart: 'node',
    topologySpread: { topology: 'zone' },
    doNotDisrupt: true,
  };
  const expected = Placement.all(
    Placement.spot('aks'),
    Placement.nodeSelector({ workload: 'batch' }),
    Placement.nodeAffinity({ label: 'gpu', operator: 'DoesNotExist' }),
    Placement.preference({ weight: 1, nodes: [{ label: 'fast', operator: 'Exists' }] }),
    Placement.toleration({ key: 'batch' }),
    Placement.priorityClass('low'),
    Placement.apart('node'),
    Placement.spread({ topology: 'zone' }),
    Placement.doNotDisrupt(),
  );
  expect(pod(agentPlacement({ provider: 'aks', placement }))).toEqual(pod(expected));
  expect(pod(agentPlacement({ provider: 'aks' }, placement))).toEqual(pod(expected));
});

test('every fact of state is rendered', () => {
  const { nodeSelector, tolerations, priorityClassName } = (() => {
    const { spec, tolerations } = pod(statePlacement({ statePlacement: everyNode, placement: { spot: true } }));
    return { ...spec, tolerations };
  })();
  expect({ nodeSelector, priorityClassName }).toEqual({
    nodeSelector: { workload: 'batch' },
    priorityClassName: 'low',
  });
  expect(tolerations).toEqual([{ key: 'batch', operator: 'Exists' }]);
});

test('selectors and tolerations of cluster and run add up; the run’s priority counts', () => {
  const cluster = { placement: { nodeSelector: { a: 'x' }, tolerations: [{ key: 'k' }], priorityClass: 'low' } };
  const run = { nodeSelector: { b: 'y' }, tolerations: [{ key: 'l' }], priorityClass: 'high' };
  const { spec, tolerations } = pod(agentPlacement(cluster, run));
  expect(spec.nodeSelector).toEqual({ a: 'x', b: 'y' });
  expect(tolerations.map(({ key }) => key)).toEqual(['k', 'l']);
  expect(spec.priorityClassName).toBe('high');
});

test('a run that contradicts its cluster is refused', () => {
  expect(() => agentPlacement({ placement: { nodeSelector: { a: 'x' } } }, { nodeSelector: { a: 'y' } })).toThrow(
    new Error("'placement' must leave a node that fits, got a In x and a In y: leave one of them out"),
  );
});

test('state on spot nodes is refused', () => {
  expect(offSpot(undefined)).toBeUndefined();
  expect(() => offSpot(Placement.spot('eks'))).toThrow(
    new Error(
      "'placement' must keep Redis and workspace off spot nodes, got spot: they hold the state of the run, so put agents alone there",
    ),
  );
});
