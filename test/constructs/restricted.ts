import type { Rendered } from './synthesized';

/** Volume types that Pod Security `restricted` allows. */
const ALLOWED_VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** Settings of the host that no pod may ask for. */
const HOST_SETTINGS = ['hostNetwork', 'hostPID', 'hostIPC'];

/** The pod spec of an object; undefined where it has no pods. */
export const podSpecOf = (object: Rendered): Rendered => object.spec?.template?.spec;

export const containersOf = (pod: Rendered): Rendered[] => [...(pod.initContainers ?? []), ...pod.containers];

/** What in a pod breaks Pod Security `restricted`, or the stricter rules of this project; empty where nothing does. */
export function violations(pod: Rendered): string[] {
  return [
    ...HOST_SETTINGS.filter((setting) => pod[setting]).map((setting) => `pod sets ${setting}`),
    ...demand(pod.automountServiceAccountToken === false, 'pod mounts an API token by itself'),
    ...demand(pod.enableServiceLinks === false, 'pod takes service links'),
    ...demand(
      pod.securityContext?.runAsUser === 1000 && pod.securityContext?.runAsGroup === 1000,
      'pod is not uid 1000',
    ),
    ...demand(pod.securityContext?.fsGroup === 1000, 'pod has another fsGroup'),
    ...demand(pod.securityContext?.fsGroupChangePolicy === 'OnRootMismatch', 'pod changes every file owner'),
    ...pod.volumes.flatMap(volumeViolations),
    ...containersOf(pod).flatMap((container) => containerViolations(container, pod)),
  ];
}

function volumeViolations({ name, ...source }: Rendered): string[] {
  return [
    ...Object.keys(source)
      .filter((type) => !ALLOWED_VOLUMES.includes(type))
      .map((type) => `volume ${name} is of type ${type}`),
    ...demand(!source.emptyDir || source.emptyDir.sizeLimit, `volume ${name} has no size limit`),
    ...demand(source.secret?.optional !== true, `volume ${name} is optional`),
  ];
}

function containerViolations({ name, securityContext: own = {}, ...container }: Rendered, pod: Rendered): string[] {
  const runsAsNonRoot = own.runAsNonRoot ?? pod.securityContext?.runAsNonRoot;
  const seccomp = own.seccompProfile?.type ?? pod.securityContext?.seccompProfile?.type;
  const { requests = {}, limits = {} } = container.resources ?? {};
  return [
    ...demand(runsAsNonRoot === true, `container ${name} may run as root`),
    ...demand(own.runAsUser !== 0, `container ${name} runs as root`),
    ...demand(own.privileged !== true, `container ${name} is privileged`),
    ...demand(own.allowPrivilegeEscalation === false, `container ${name} may escalate privileges`),
    ...demand(own.capabilities?.drop?.includes('ALL'), `container ${name} keeps capabilities`),
    ...demand(!own.capabilities?.add, `container ${name} adds capabilities`),
    ...demand(seccomp === 'RuntimeDefault', `container ${name} has no seccomp profile`),
    ...demand(own.readOnlyRootFilesystem === true, `container ${name} may write to its image`),
    ...['cpu', 'memory', 'ephemeral-storage'].flatMap((resource) =>
      demand(requests[resource] && limits[resource], `container ${name} has no request and limit of ${resource}`),
    ),
    ...demand(
      container.volumeMounts.every((mount: Rendered) => !('subPath' in mount)),
      `container ${name} mounts a subPath`,
    ),
  ];
}

const demand = (holds: unknown, otherwise: string): string[] => (holds ? [] : [otherwise]);
