import { jobSpecOf } from '../reviewed-object';
import type { Check } from './check';

/** Whether a Job has a TTL although GitOps would keep creating it again. */
export const jobTtl: Check = {
  name: 'job-ttl',
  complaints: ({ objects, facts }) =>
    objects
      .filter((object) => facts.delivery !== 'cli' && jobSpecOf(object)?.ttlSecondsAfterFinished !== undefined)
      .map((about) => ({
        severity: 'error',
        about,
        message: `'spec.ttlSecondsAfterFinished' must be left out where ${facts.delivery} delivers, got ${jobSpecOf(about)?.ttlSecondsAfterFinished}`,
        wayOut: `render the run for a target with delivery ${facts.delivery}`,
        reason: 'the finished Job would be deleted and delivered again, so the run would start over',
        source: 'https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/',
      })),
};
