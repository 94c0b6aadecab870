import { violations } from './restricted';
import type { Rendered } from './synthesized';

const resources = {
  requests: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' },
  limits: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' },
};
const container = {
  name: 'a',
  resources,
  volumeMounts: [],
  securityContext: {
    runAsNonRoot: true,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  },
};
const pod: Rendered = {
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: { runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000, fsGroupChangePolicy: 'OnRootMismatch' },
  volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '1Gi' } }],
  containers: [container],
};
const secured = (settings: Rendered): Rendered => ({
  ...pod,
  containers: [{ ...container, securityContext: { ...container.securityContext, ...settings } }],
});

test('the checker of pods finds nothing in a restricted pod', () => {
  expect(violations(pod)).toEqual([]);
});

test.each([
  ['pod sets hostNetwork', { ...pod, hostNetwork: true }],
  ['pod mounts an API token by itself', { ...pod, automountServiceAccountToken: undefined }],
  ['pod takes service links', { ...pod, enableServiceLinks: true }],
  ['pod is not uid 1000', { ...pod, securityContext: { ...pod.securityContext, runAsUser: 0 } }],
  ['pod has another fsGroup', { ...pod, securityContext: { ...pod.securityContext, fsGroup: 0 } }],
  [
    'pod changes every file owner',
    { ...pod, securityContext: { ...pod.securityContext, fsGroupChangePolicy: 'Always' } },
  ],
  ['volume host is of type hostPath', { ...pod, volumes: [{ name: 'host', hostPath: { path: '/' } }] }],
  ['volume tmp has no size limit', { ...pod, volumes: [{ name: 'tmp', emptyDir: {} }] }],
  ['volume keys is optional', { ...pod, volumes: [{ name: 'keys', secret: { optional: true } }] }],
  ['container a may run as root', secured({ runAsNonRoot: undefined })],
  ['container a runs as root', secured({ runAsUser: 0 })],
  ['container a is privileged', secured({ privileged: true })],
  ['container a may escalate privileges', secured({ allowPrivilegeEscalation: undefined })],
  ['container a keeps capabilities', secured({ capabilities: {} })],
  ['container a adds capabilities', secured({ capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } })],
  ['container a has no seccomp profile', secured({ seccompProfile: undefined })],
  ['container a may write to its image', secured({ readOnlyRootFilesystem: false })],
  [
    'container a has no request and limit of cpu',
    {
      ...pod,
      containers: [{ ...container, resources: { ...resources, limits: { ...resources.limits, cpu: undefined } } }],
    },
  ],
  ['container a mounts a subPath', { ...pod, containers: [{ ...container, volumeMounts: [{ subPath: 'x' }] }] }],
])('the checker of pods sees: %s', (violation, broken) => {
  expect(violations(broken)).toEqual([violation]);
});
