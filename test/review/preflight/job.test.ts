import { deadline } from '../../../review/preflight/deadline';
import { imageDigests } from '../../../review/preflight/image-digests';
import { jobTtl } from '../../../review/preflight/job-ttl';
import { complaints, job, statefulSet } from '../subjects';

test('a Job without a deadline is a warning', () => {
  expect(complaints(deadline, [job()])).toEqual([
    {
      about: 'agents',
      severity: 'warning',
      text: "'spec.activeDeadlineSeconds' must be set, got nothing: render the run again, or set 86400 for one day",
      reason: 'a run that hangs would occupy its quota forever',
    },
  ]);
  expect(complaints(deadline, [job({ activeDeadlineSeconds: 60 }), statefulSet('redis', {})])).toEqual([]);
});

test('a Job that goes by itself is an error where it would be delivered again', () => {
  const going = [job({ ttlSecondsAfterFinished: 3600 })];
  expect(complaints(jobTtl, going, { delivery: 'gitops' })).toEqual([
    {
      about: 'agents',
      severity: 'error',
      text: "'spec.ttlSecondsAfterFinished' must be left out where gitops delivers, got 3600: render the run for a target with delivery gitops",
      reason: 'the finished Job would be deleted and delivered again, so the run would start over',
    },
  ]);
  expect(complaints(jobTtl, going, { delivery: 'pulumi' })).toHaveLength(1);
  expect(complaints(jobTtl, going, { delivery: 'cli' })).toEqual([]);
  expect(complaints(jobTtl, [job()], { delivery: 'gitops' })).toEqual([]);
});

test('an image that is named by a tag is a warning, once', () => {
  const image = (reference?: string) => ({ containers: [{ name: 'c', image: reference }] });
  const digest = `redis@sha256:${'a'.repeat(64)}`;
  const objects = [
    job({}, image('redis:7')),
    statefulSet('redis', image('redis:7')),
    statefulSet('good', image(digest)),
  ];
  expect(complaints(imageDigests, objects)).toEqual([
    {
      about: 'agents',
      severity: 'warning',
      text: "'image' must be pinned by digest, got redis:7: add the digest to images.lock",
      reason: 'a tag can move, and two pods of one run would then use different images',
    },
  ]);
});
