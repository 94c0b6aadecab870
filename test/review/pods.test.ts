import { podsOf } from '../../review/pods';

const job = (most: string) => ({
  ...{ apiVersion: 'batch/v1', kind: 'Job' },
  metadata: { name: 'a', annotations: { 'prodigy.io/max-agents': most } },
  spec: { parallelism: 3, template: { spec: {} } },
});

test.each([
  ['12', 12],
  ['many', 3],
  ['4.5', 3],
  ['0', 3],
  ['-1', 3],
  ['1e400', 3],
])('a live Job that allows %s agents counts as its run reads it', (most, count) => {
  expect(podsOf([job(most)]).map((pods) => pods.count)).toEqual([count]);
});
