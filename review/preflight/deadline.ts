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
        message: "'spec.activeDeadlineSeconds' must be set, got nothing",
        wayOut: 'render the run again, or set 86400 for one day',
        reason: 'a run that hangs would occupy its quota forever',
        source: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup',
      })),
};
