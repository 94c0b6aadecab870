import { OLDEST_MINOR } from '../../contract/cluster-facts';
import type { Check, Complaint, Subject } from './check';
import { FEATURES } from './kubernetes-features';

const OLDEST_SOURCE = 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#elastic-indexed-jobs';

/** Whether the cluster is new enough for what is rendered. An unknown version counts as the oldest supported one. */
export const versions: Check = {
  name: 'versions',
  complaints: (subject) => [...tooOld(subject), ...subject.objects.flatMap((object) => missing(object, subject))],
};

const minorOf = ({ facts }: Subject): number => Number(facts.version?.split('.')[1] ?? OLDEST_MINOR);

function tooOld(subject: Subject): Complaint[] {
  const about = subject.objects.find(({ kind }) => kind === 'Job') ?? subject.objects[0];
  if (about === undefined || minorOf(subject) >= OLDEST_MINOR) return [];
  return [
    {
      severity: 'error',
      about,
      message: `'version' must be at least 1.${OLDEST_MINOR}, got ${subject.facts.version}`,
      wayOut: "upgrade the cluster, then change 'version' in its facts",
      reason: 'agents are added and removed by scaling a running Job, which older versions do not support',
      source: OLDEST_SOURCE,
    },
  ];
}

function missing(about: Subject['objects'][number], subject: Subject): Complaint[] {
  return FEATURES.filter(({ minor, isUsedBy }) => minor > minorOf(subject) && isUsedBy(about)).map(
    ({ name, minor, source }) => ({
      severity: 'error',
      about,
      message: `'version' must be at least 1.${minor} for ${name}, got ${subject.facts.version ?? 'none'}`,
      wayOut: `remove ${name}, or upgrade the cluster, then change 'version' in its facts`,
      reason: 'the API server drops or rejects what it does not know',
      source,
    }),
  );
}
