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
      message: `'spec.accessModes' must be supported by the class ${storageClassName} (${modes.join(', ')}), got ${mode}`,
      wayOut: 'use one of these, or another class',
      reason: 'no volume can be provisioned for the claim, so pods that mount it stay Pending',
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
      message: `'spec.accessModes' must allow every pod that mounts the claim, got ${spec.accessModes?.join(', ')} for ${pods} pods`,
      wayOut: 'mount it in one pod, or use ReadWriteMany if the class supports it',
      reason: 'a single-node volume cannot be attached to a second node, so pods there never start',
      source: SOURCE,
    },
  ];
}
