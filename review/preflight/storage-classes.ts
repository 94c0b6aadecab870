import { type Claims, claimsOf } from '../claims';
import type { Check, Complaint, Subject } from './check';

const SOURCE = 'https://kubernetes.io/docs/concepts/storage/storage-classes/';

/** Whether the cluster is known to have each claim's storage class. */
export const storageClasses: Check = {
  name: 'storage-classes',
  complaints: (subject) => claimsOf(subject.objects).flatMap((claims) => complaintsAbout(claims, subject)),
};

function complaintsAbout({ owner, spec }: Claims, { facts }: Subject): Complaint[] {
  const complaint = { about: owner, source: SOURCE };
  const { storageClassName: name } = spec;
  const classes = facts.storageClasses;
  if (!name)
    return [
      {
        ...complaint,
        severity: 'warning',
        message: `'spec.storageClassName' must be set, got ${name === undefined ? 'nothing' : '""'}`,
        wayOut: "set the cluster's storage.storageClass",
        reason: 'on a cluster without a default class, the claim stays Pending without an error',
      },
    ];
  if (classes === undefined)
    return [
      {
        ...complaint,
        severity: 'info',
        message: `'storageClasses' must describe the class ${name} so that its access modes can be checked, got nothing`,
        wayOut: "describe it in the cluster's facts: kubectl get storageclass lists them",
        reason: 'claims of a class that the cluster does not have stay Pending',
      },
    ];
  if (Object.hasOwn(classes, name)) return [];
  return [
    {
      ...complaint,
      severity: 'error',
      message: `'spec.storageClassName' must be one of ${Object.keys(classes).join(', ') || 'none at all'}, got ${name}`,
      wayOut: "choose one of them, or describe this one in the cluster's storageClasses",
      reason: 'claims of a class that the cluster does not have stay Pending',
    },
  ];
}
