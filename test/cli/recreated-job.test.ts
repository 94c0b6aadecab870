import { createdAgain } from '../../cli/cluster/recreated-job';
import type { LiveObject } from '../../cli/kube';

const job = (annotations: Record<string, string>): LiveObject =>
  ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'prodigy-a', namespace: 'team', annotations },
    spec: { completions: 2, template: { metadata: {}, spec: {} } },
  }) as unknown as LiveObject;

test('a Job that was kept since its run could go on goes in its time once it is made anew', () => {
  const { metadata, spec } = createdAgain(job({ 'prodigy.io/ttl-seconds': '600', own: 'x' })) as unknown as LiveObject;
  expect(metadata?.annotations).toEqual({ own: 'x' });
  expect(spec).toMatchObject({ completions: 2, ttlSecondsAfterFinished: 600 });
  expect(createdAgain(job({}))).not.toHaveProperty('spec.ttlSecondsAfterFinished');
});
