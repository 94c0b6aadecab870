import { type Claims, claimsOf } from '../claims';
import { podsOf } from '../pods';
import type { Check, Complaint, Subject } from './check';

const SOURCE = 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes';

/** Whether storage classes support their claims' access modes, and whether pods share a single-writer claim. */
export const accessModes: Check = {
  name: 'access-modes',
  complaints: (subject) =>
    claimsOf(subject.objects).flatMap((claims) => [...unsupported(claims, subject), ...shared(claims, subject)]),
};

function unsupported({ owner, spec }: Claims, { facts }: Subject): Complaint[] {
  const { storageClassName = '' } = spec;
  const storageClass = facts.storageClasses?.[storageClassName];
  if (!storageClass) return [];
  const modes: readonly string[] = storageClass.accessModes;
  return (spec.accessModes ?? [])
    .filter((mode) => !modes.includes(mode))
    .map((mode) => ({
      severity: 'error',
      about: owner,
      message: `'spec.accessModes' must be what the class ${storageClassName} can do (${modes.join(', ')}), got ${mode}`,
      wayOut: 'choose one of these, or another class',
      reason: 'no volume can be made for the claim, so the pods that mount it wait for ever',
      source: SOURCE,
    }));
}

/** A single-writer claim is on one node only; pods on several nodes would wait for each other. */
function shared({ owner, name, spec }: Claims, { objects }: Subject): Complaint[] {
  const many = (spec.accessModes ?? []).some((mode) => mode.endsWith('Many'));
  const mounting = podsOf(objects).filter(({ spec: pod }) =>
    pod.volumes?.some(({ persistentVolumeClaim: claim }) => claim?.claimName === name),
  );
  const pods = mounting.reduce((sum, { count }) => sum + count, 0);
  if (many || pods < 2) return [];
  return [
    {
      severity: 'error',
      about: owner,
      message: `'spec.accessModes' must let every pod in that mounts the claim, got ${spec.accessModes?.join(', ')} for ${pods} pods`,
      wayOut: 'mount it in one pod, or choose ReadWriteMany where the class can',
      reason: 'a volume for one node cannot be attached to a second, so pods there wait for ever',
      source: SOURCE,
    },
  ];
}
