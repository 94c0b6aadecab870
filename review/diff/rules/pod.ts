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
  ...wider(settings('privileged'), becomes(true), 'a container runs privileged', Source.POD_SECURITY),
  ...wider(
    settings('allowPrivilegeEscalation'),
    becomes(true, undefined),
    'a process may gain more privileges than its parent',
    Source.POD_SECURITY,
  ),
  ...wider(settings('runAsNonRoot'), becomes(false, undefined), 'a container may run as root', Source.POD_SECURITY),
  ...wider(settings('runAsUser'), becomes(0), 'a container runs as root', Source.POD_SECURITY),
  ...wider(
    settings('readOnlyRootFilesystem'),
    becomes(false, undefined),
    'a container may write to its root file system',
    Source.POD_SECURITY,
  ),
  ...wider(
    settings('seccompProfile.type'),
    becomes('Unconfined', undefined),
    'a container may make any system call',
    Source.POD_SECURITY,
  ),
  ...wider(
    settings('appArmorProfile.type'),
    becomes('Unconfined'),
    'a container is not confined by AppArmor',
    Source.POD_SECURITY,
  ),
  ...wider(
    settings('seLinuxOptions.**'),
    notRemoved,
    'a container runs with another SELinux label',
    Source.POD_SECURITY,
  ),
  ...wider(settings('procMount'), becomes('Unmasked'), 'a container sees all of /proc', Source.POD_SECURITY),
  ...wider(['securityContext.sysctls.**'], notRemoved, 'the pod sets kernel parameters', Source.POD_SECURITY),
  ...wider(
    inContainers('image'),
    comesUnrestricted,
    'a new container does not meet the restricted Pod Security Standard',
    Source.POD_SECURITY,
  ),
  ...wider(settings('capabilities.add.**'), notRemoved, 'a container has more capabilities', Source.POD_SECURITY),
  ...wider(settings('capabilities.drop.**'), not(appears), 'a container drops fewer capabilities', Source.POD_SECURITY),
  ...wider(
    ['hostNetwork', 'hostPID', 'hostIPC'],
    becomes(true),
    'the pod uses the network, PID or IPC namespace of its node',
    Source.POD_SECURITY,
  ),
  ...wider(['volumes[*].hostPath.**'], notRemoved, 'the pod mounts files of its node', Source.POD_SECURITY),
  ...wider(
    inContainers('ports[*].hostPort'),
    notRemoved,
    'a container listens on a port of its node',
    Source.POD_SECURITY,
  ),
  ...wider(
    ['automountServiceAccountToken'],
    becomes(true, undefined),
    'the pod gets a token for the API server',
    Source.SERVICE_ACCOUNT,
  ),
  ...wider(['serviceAccountName'], changes, 'the pod runs as another service account', Source.SERVICE_ACCOUNT),
  ...wider(
    ['volumes[*].projected.sources[*].serviceAccountToken.expirationSeconds'],
    grows,
    'a token is valid for longer',
    Source.PROJECTED_TOKEN,
  ),
  ...wider(
    ['volumes[*].projected.sources[*].serviceAccountToken.audience'],
    changes,
    'a token is valid for another audience',
    Source.PROJECTED_TOKEN,
  ),
  ...wider(
    ['volumes[*].projected.sources[*].serviceAccountToken.path'],
    appears,
    'the pod gets one more token',
    Source.PROJECTED_TOKEN,
  ),
  ...['secret.**', 'projected.sources[*].secret.**', 'csi.**'].map((path) =>
    reference(`volumes[*].${path}`, 'the pod mounts other keys, or the same keys from another source'),
  ),
  ...[...inContainers('env[*].valueFrom.secretKeyRef.**'), ...inContainers('envFrom[*].secretRef.**')].map((path) =>
    reference(path, 'a container gets another key in its environment'),
  ),
  reference('imagePullSecrets.**', 'images are pulled with another Secret'),
];

/** Rules for changes of a pod or pod template, apart from what they mean for the object around it. */
export const podRules = (kind: string): readonly Rule[] =>
  POD_RULES.map((rule) => ({ ...rule, path: `${inTemplate(kind, 'spec')}.${rule.path}` }));
