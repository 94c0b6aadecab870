import { jobSpecOf } from '../reviewed-object';
import type { Check } from './check';

/** Whether every Job has a deadline. */
export const deadline: Check = {
  name: 'deadline',
  complaints: ({ objects }) =>
    objects
      .filter((object) => jobSpecOf(object)?.activeDeadlineSeconds === undefined && object.kind === 'Job')
      .map((about) => ({
        severity: 'warning',
        about,
        message: "'spec.activeDeadlineSeconds' must be given, got nothing",
        wayOut: 'render the run again, or write 86400 for a day',
        reason: 'a run that hangs keeps its place in the quota for ever',
        source: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup',
      })),
};
