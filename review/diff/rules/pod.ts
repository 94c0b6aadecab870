import { inTemplate } from '../../pod-template';
import { appears, becomes, changes, disappears, grows, not } from '../conditions';
import type { Condition, Rule } from '../rule';
import { comesUnrestricted } from './new-container';
import { Source } from './sources';

const wider = (paths: readonly string[], when: Condition, means: string, source: string): Rule[] =>
  paths.map((path) => ({ path, when, verdict: 'wider-rights', means, source }));

const notRemoved = not(disappears);

/** Paths of a setting in the pod's security context and in those of its containers. */
const settings = (field: string): string[] => [
  `securityContext.${field}`,
  `containers[*].securityContext.${field}`,
  `initContainers[*].securityContext.${field}`,
];

const reference = (path: string, means: string): Rule => ({
  path,
  verdict: 'credential-reference',
  means,
  source: Source.SECRET_VOLUME,
});

const inContainers = (path: string): string[] => [`containers[*].${path}`, `initContainers[*].${path}`];

/** Rules relative to the pod spec. */
const POD_RULES: readonly Rule[] = [
  ...wider(settings('privileged'), becomes(true), 'a container may do what the node may', Source.POD_SECURITY),
  ...wider(
    settings('allowPrivilegeEscalation'),
    becomes(true, undefined),
    'a program may get more rights than its parent',
    Source.POD_SECURITY,
  ),
  ...wider(settings('runAsNonRoot'), becomes(false, undefined), 'a container may run as root', Source.POD_SECURITY),
  ...wider(settings('runAsUser'), becomes(0), 'a container runs as root', Source.POD_SECURITY),
  ...wider(
    settings('readOnlyRootFilesystem'),
    becomes(false, undefined),
    'a container may change the files of its image',
    Source.POD_SECURITY,
  ),
  ...wider(
    settings('seccompProfile.type'),
    becomes('Unconfined', undefined),
    'a container may make every system call',
    Source.POD_SECURITY,
  ),
  ...wider(
    settings('appArmorProfile.type'),
    becomes('Unconfined'),
    'nothing but its user confines a container',
    Source.POD_SECURITY,
  ),
  ...wider(settings('seLinuxOptions.**'), notRemoved, 'a container has another SELinux label', Source.POD_SECURITY),
  ...wider(settings('procMount'), becomes('Unmasked'), 'a container sees all of /proc', Source.POD_SECURITY),
  ...wider(['securityContext.sysctls.**'], notRemoved, 'the pod sets parameters of the kernel', Source.POD_SECURITY),
  ...wider(
    inContainers('image'),
    comesUnrestricted,
    'a container has come that may more than Pod Security calls restricted',
    Source.POD_SECURITY,
  ),
  ...wider(settings('capabilities.add.**'), notRemoved, 'a container has more capabilities', Source.POD_SECURITY),
  ...wider(settings('capabilities.drop.**'), not(appears), 'a container keeps capabilities', Source.POD_SECURITY),
  ...wider(
    ['hostNetwork', 'hostPID', 'hostIPC'],
    becomes(true),
    'the pod shares what is the node’s',
    Source.POD_SECURITY,
  ),
  ...wider(['volumes[*].hostPath.**'], notRemoved, 'the pod reads files of the node', Source.POD_SECURITY),
  ...wider(
    inContainers('ports[*].hostPort'),
    notRemoved,
    'a container listens on the address of the node',
    Source.POD_SECURITY,
  ),
  ...wider(
    ['automountServiceAccountToken'],
    becomes(true, undefined),
    'the pod gets a token of the API server',
    Source.SERVICE_ACCOUNT,
  ),
  ...wider(['serviceAccountName'], changes, 'the pod acts as another service account', Source.SERVICE_ACCOUNT),
  ...wider(
    ['volumes[*].projected.sources[*].serviceAccountToken.expirationSeconds'],
    grows,
    'a token is good for longer',
    Source.PROJECTED_TOKEN,
  ),
  ...wider(
    ['volumes[*].projected.sources[*].serviceAccountToken.audience'],
    changes,
    'a token is good for somebody else',
    Source.PROJECTED_TOKEN,
  ),
  ...wider(
    ['volumes[*].projected.sources[*].serviceAccountToken.path'],
    appears,
    'the pod gets one more token',
    Source.PROJECTED_TOKEN,
  ),
  ...['secret.**', 'projected.sources[*].secret.**', 'csi.**'].map((path) =>
    reference(`volumes[*].${path}`, 'the pod is given other keys, or the same from elsewhere'),
  ),
  ...[...inContainers('env[*].valueFrom.secretKeyRef.**'), ...inContainers('envFrom[*].secretRef.**')].map((path) =>
    reference(path, 'a container is given another key in its environment'),
  ),
  reference('imagePullSecrets.**', 'images are pulled with another Secret'),
];

/** Rules for changes of a pod or pod template, apart from what they mean for the object around it. */
export const podRules = (kind: string): readonly Rule[] =>
  POD_RULES.map((rule) => ({ ...rule, path: `${inTemplate(kind, 'spec')}.${rule.path}` }));
