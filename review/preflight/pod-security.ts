import { inTemplate } from '../pod-template';
import { type Container, containersOf, type PodSpec, podsOf } from '../pods';
import type { ReviewedObject } from '../reviewed-object';
import type { Check, Complaint, Subject } from './check';

const SOURCE = 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted';
const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** Volume types that the profile allows; `name` is not a type. */
const VOLUMES = [
  'name',
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** Settings that share a namespace of the node with a pod. */
const HOST = ['hostNetwork', 'hostPID', 'hostIPC'];

/** Whether the namespace enforces the `restricted` profile, and every pod meets it. */
export const podSecurity: Check = {
  name: 'pod-security',
  complaints: (subject) => [
    ...subject.objects.filter(({ kind }) => kind === 'Namespace').flatMap(openNamespace),
    ...podsOf(subject.objects).flatMap(({ owner, spec }) => refused(owner, spec, subject)),
  ],
};

function openNamespace(about: ReviewedObject): Complaint[] {
  const level = about.metadata.labels?.[ENFORCE];
  if (level === 'restricted') return [];
  return [
    {
      severity: 'warning',
      about,
      message: `'${ENFORCE}' must be restricted, got ${level ?? 'nothing'}`,
      wayOut: 'set this label on the namespace: every pod of a run meets the profile',
      reason:
        "agents run other people's commands, and nothing else keeps other pods of the namespace from having more rights",
      source: SOURCE,
    },
  ];
}

function refused(about: ReviewedObject, spec: PodSpec, { tenant }: Subject): Complaint[] {
  const namespace = tenant.find(({ kind }) => kind === 'Namespace');
  const level = namespace?.metadata.labels?.[ENFORCE];
  return violations(spec).map((violation) => ({
    severity: level === 'restricted' ? 'error' : 'warning',
    about,
    message: `'${inTemplate(about.kind, 'spec')}' must meet the restricted profile, got ${violation}`,
    wayOut: 'render the run again, or undo what was edited',
    reason: 'a namespace that enforces the profile rejects the pod',
    source: SOURCE,
  }));
}

/** Violations of the profile in a pod. */
export function violations(spec: PodSpec): string[] {
  return [
    ...HOST.filter((setting) => spec[setting]),
    ...(spec.volumes ?? []).flatMap(({ name, ...types }) =>
      Object.keys(types).flatMap((type) => (VOLUMES.includes(type) ? [] : `${type} as volume ${name}`)),
    ),
    ...containersOf(spec).flatMap((container) => containerViolations(container, spec)),
  ];
}

/** A container's own settings override its pod's. */
function containerViolations({ name, securityContext: own = {} }: Container, { securityContext: pod = {} }: PodSpec) {
  const { drop = [], add = [] } = own.capabilities ?? {};
  const profile = own.seccompProfile?.type ?? pod.seccompProfile?.type;
  const faults: readonly (readonly [boolean, string])[] = [
    [(own.runAsNonRoot ?? pod.runAsNonRoot) !== true, 'no runAsNonRoot'],
    [(own.runAsUser ?? pod.runAsUser) === 0, 'runAsUser 0'],
    [own.privileged === true, 'privileged'],
    [own.allowPrivilegeEscalation !== false, 'allowPrivilegeEscalation'],
    [!drop.includes('ALL') || add.some((capability) => capability !== 'NET_BIND_SERVICE'), 'more capabilities'],
    [profile !== 'RuntimeDefault' && profile !== 'Localhost', 'no seccompProfile'],
  ];
  return faults.flatMap(([holds, fault]) => (holds ? `${fault} in ${name}` : []));
}
