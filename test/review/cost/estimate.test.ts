import { estimateCost, type Work } from '../../../review/cost/estimate';

const PRICES = { currency: 'USD', cpuHour: 0.04, memoryGibHour: 0.005, storageGibMonth: 0.73, spotDiscount: 0.7 };

const workload = (kind: string, component: string, count: number, cpu: string, memory: string) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: component, labels: { 'app.kubernetes.io/component': component } },
  spec: {
    ...(kind === 'Job' ? { parallelism: count } : { replicas: count }),
    template: { spec: { containers: [{ name: 'main', resources: { requests: { cpu, memory } } }] } },
  },
});

const claim = (storage: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'claim' },
  spec: { resources: { requests: { storage } } },
});

/** An hour of the four agents is 0.2, of workspace and queue 0.1; the claims of 20 GiB are 0.02. */
const RUN = [
  workload('Job', 'agent', 4, '1', '2Gi'),
  workload('StatefulSet', 'workspace', 1, '2', '4Gi'),
  claim('15Gi'),
  claim('5Gi'),
];

const work = (rest: Partial<Work> = {}): Work => ({
  items: 40,
  itemSeconds: { p50: 360, p95: 720 },
  otherSeconds: 0,
  modelPerItem: 0,
  reclaimsPerHour: 0,
  ...rest,
});

const rounded = (value: object) =>
  JSON.parse(JSON.stringify(value, (_, one) => (typeof one === 'number' ? Number(one.toFixed(6)) : one)));

test('what pods ask for, times prices, times the time that the items take', () => {
  expect(rounded(estimateCost(RUN, PRICES, work()))).toEqual({
    currency: 'USD',
    agentCount: 4,
    onDemand: {
      p50: { hours: 1, agents: 0.2, state: 0.1, storage: 0.02, model: 0, total: 0.32, restarts: 0 },
      p95: { hours: 2, agents: 0.4, state: 0.2, storage: 0.04, model: 0, total: 0.64, restarts: 0 },
    },
    spot: {
      p50: { hours: 1, agents: 0.06, state: 0.1, storage: 0.02, model: 0, total: 0.18, restarts: 0 },
      p95: { hours: 2, agents: 0.12, state: 0.2, storage: 0.04, model: 0, total: 0.36, restarts: 0 },
    },
  });
});

test('what is not work on items takes time of all pods, too', () => {
  expect(rounded(estimateCost(RUN, PRICES, work({ otherSeconds: 1800 })).onDemand.p50)).toMatchObject({
    hours: 1.5,
    agents: 0.3,
  });
  expect(estimateCost(RUN, PRICES, work({ items: 0, otherSeconds: 1800 })).onDemand.p50.hours).toBe(0.5);
});

test('fewer items than agents take as long as one', () => {
  expect(estimateCost(RUN, PRICES, work({ items: 1 })).onDemand.p50.hours).toBe(0.1);
  expect(estimateCost(RUN, PRICES, work({ items: 5 })).onDemand.p50.hours).toBe(0.2);
});

test('models are paid by the item, however long it takes', () => {
  const { p50, p95 } = estimateCost(RUN, PRICES, work({ modelPerItem: 0.5 })).onDemand;
  expect([p50.model, p95.model]).toEqual([20, 20]);
  expect(p50.total).toBeCloseTo(20.32, 6);
});

test('spot nodes save their discount, and lose half an item and a start each time that one is reclaimed', () => {
  const onSpot = estimateCost(RUN, PRICES, work({ reclaimsPerHour: 1 })).spot.p50;
  expect(onSpot.restarts).toBe(4); // in four hours of work
  expect(onSpot.hours).toBeCloseTo(1 + (4 * (180 + 60)) / 4 / 3600, 6);
  expect(onSpot.agents).toBeCloseTo(onSpot.hours * 0.2 * 0.3, 6);
});

test('nobody takes nodes on demand away', () => {
  const { onDemand } = estimateCost(RUN, PRICES, work({ reclaimsPerHour: 1 }));
  expect(onDemand).toEqual(estimateCost(RUN, PRICES, work()).onDemand);
});

test('prices without a discount make spot no cheaper', () => {
  const { spotDiscount: _, ...prices } = PRICES;
  expect(estimateCost(RUN, prices, work()).spot.p50.agents).toBeCloseTo(0.2, 6);
});
