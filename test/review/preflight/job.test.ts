import { deadline } from '../../../review/preflight/deadline';
import { imageDigests } from '../../../review/preflight/image-digests';
import { jobTtl } from '../../../review/preflight/job-ttl';
import { complaints, job, statefulSet } from '../subjects';

test('a Job without a deadline is a warning', () => {
  expect(complaints(deadline, [job()])).toEqual([
    {
      about: 'agents',
      severity: 'warning',
      text: "'spec.activeDeadlineSeconds' must be given, got nothing: render the run again, or write 86400 for a day",
      reason: 'a run that hangs keeps its place in the quota for ever',
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
      reason: 'the Job is gone when it has finished and is delivered again, so that the run starts once more',
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
      text: "'image' must be named by its digest, got redis:7: write the digest into images.lock",
      reason: 'a tag may name another image tomorrow, and two pods of one run then differ',
    },
  ]);
});
