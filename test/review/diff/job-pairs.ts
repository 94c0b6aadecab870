import { type Pair, pair } from './pair';

const AGENT = 'spec.template.spec.containers.0';
const POD = 'spec.template.spec';

/** What the pod does not say for all of its containers. */
const RESTRICTED = {
  name: 'more',
  image: 'example.com/more:1',
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};

/** Changes of the agents' Job, one each. */
export const JOB_PAIRS: readonly Pair[] = [
  pair('job', 'another image', [`${AGENT}.image`, 'example.com/agent:2'], 'rejected'),
  pair('job', 'more CPU', [`${AGENT}.resources.requests.cpu`, '500m'], 'rejected cost'),
  pair('job', 'a label of its pods', ['spec.template.metadata.labels.team', 'a'], 'rejected'),
  pair('job', 'an annotation of its pods', ['spec.template.metadata.annotations.team', 'a'], 'rejected'),
  pair('job', 'other nodes', [`${POD}.nodeSelector.disk`, 'fast'], 'rejected'),
  pair('job', 'more time to end', [`${POD}.terminationGracePeriodSeconds`, 90], 'rejected'),
  pair('job', 'a variable', [`${AGENT}.env.0.value`, 'other'], 'rejected'),
  pair('job', 'no index', ['spec.completionMode', 'NonIndexed'], 'rejected'),
  pair('job', 'another exit code', ['spec.podFailurePolicy.rules.2.onExitCodes.values', [20]], 'rejected'),
  pair('job', 'another success', ['spec.successPolicy.rules.0.succeededIndexes', '0-1'], 'rejected'),
  pair('job', 'fewer failures of an index', ['spec.backoffLimitPerIndex', 7], 'rejected'),
  pair('job', 'another manager', ['spec.managedBy', 'example.com/queue'], 'rejected'),
  pair('job', 'completions alone', ['spec.completions', 6], 'rejected'),
  pair(
    'job',
    'more agents',
    [
      ['spec.completions', 6],
      ['spec.parallelism', 6],
    ],
    'cost in-place',
  ),
  pair(
    'job',
    'fewer agents',
    [
      ['spec.completions', 2],
      ['spec.parallelism', 2],
    ],
    'replacement cost',
  ),
  pair('job', 'parallelism alone, more', ['spec.parallelism', 6], 'cost in-place'),
  pair('job', 'parallelism alone, less', ['spec.parallelism', 3], 'replacement cost'),
  pair('job', 'a later deadline', ['spec.activeDeadlineSeconds', 172_800], 'in-place'),
  pair('job', 'an earlier deadline', ['spec.activeDeadlineSeconds', 60], 'replacement'),
  pair('job', 'a time to be kept', ['spec.ttlSecondsAfterFinished', 900], 'in-place'),
  pair('job', 'fewer failures', ['spec.backoffLimit', 5], 'in-place'),
  pair('job', 'held back', ['spec.suspend', true], 'replacement'),
  pair('job', 'an annotation', ['metadata.annotations.note', 'x'], 'cosmetic'),
  pair('job', 'a label', ['metadata.labels.team', 'a'], 'cosmetic'),
  pair('job', 'room for more agents', ['metadata.annotations.prodigy~io/max-agents', '8'], 'cost in-place'),
  pair('job', 'a request to cancel', ['metadata.annotations.prodigy~io/cancel', 'by review'], 'replacement'),
  pair('job', 'privileged', [`${AGENT}.securityContext.privileged`, true], 'rejected wider-rights'),
  pair('job', 'escalation', [`${AGENT}.securityContext.allowPrivilegeEscalation`, undefined], 'rejected wider-rights'),
  pair('job', 'root allowed', [`${POD}.securityContext.runAsNonRoot`, undefined], 'rejected wider-rights'),
  pair('job', 'root', [`${POD}.securityContext.runAsUser`, 0], 'rejected wider-rights'),
  pair(
    'job',
    'a root that can be written',
    [`${AGENT}.securityContext.readOnlyRootFilesystem`, false],
    'rejected wider-rights',
  ),
  pair(
    'job',
    'every system call',
    [`${POD}.securityContext.seccompProfile.type`, 'Unconfined'],
    'rejected wider-rights',
  ),
  pair('job', 'capabilities kept', [`${AGENT}.securityContext.capabilities`, undefined], 'rejected wider-rights'),
  pair('job', 'a capability', [`${AGENT}.securityContext.capabilities.add`, ['NET_ADMIN']], 'rejected wider-rights'),
  pair(
    'job',
    'no AppArmor',
    [`${AGENT}.securityContext.appArmorProfile`, { type: 'Unconfined' }],
    'rejected wider-rights',
  ),
  pair(
    'job',
    'another SELinux label',
    [`${POD}.securityContext.seLinuxOptions`, { type: 'spc_t' }],
    'rejected wider-rights',
  ),
  pair(
    'job',
    'a parameter of the kernel',
    [`${POD}.securityContext.sysctls`, [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }]],
    'rejected wider-rights',
  ),
  pair(
    'job',
    'a container that may what it likes',
    [`${POD}.containers.1`, { name: 'more', image: 'example.com/more:1' }],
    'rejected wider-rights',
  ),
  pair('job', 'a container that is restricted', [`${POD}.containers.1`, RESTRICTED], 'rejected'),
  pair('job', 'the network of the node', [`${POD}.hostNetwork`, true], 'rejected wider-rights'),
  pair('job', 'a port of the node', [`${AGENT}.ports.0.hostPort`, 9464], 'rejected wider-rights'),
  pair(
    'job',
    'files of the node',
    [`${POD}.volumes.7`, { name: 'node', hostPath: { path: '/etc' } }],
    'rejected wider-rights',
  ),
  pair('job', 'a token of the API server', [`${POD}.automountServiceAccountToken`, true], 'rejected wider-rights'),
  pair('job', 'another account', [`${POD}.serviceAccountName`, 'prodigy-run-tidy'], 'rejected wider-rights'),
  pair(
    'job',
    'a token for others',
    [`${POD}.volumes.3.projected.sources.0.serviceAccountToken.audience`, 'vault'],
    'rejected wider-rights',
  ),
  pair(
    'job',
    'a token for longer',
    [`${POD}.volumes.3.projected.sources.0.serviceAccountToken.expirationSeconds`, 7200],
    'rejected wider-rights',
  ),
  pair('job', 'another Secret', [`${POD}.volumes.4.secret.secretName`, 'other'], 'rejected credential-reference'),
  pair(
    'job',
    'one more key',
    [`${POD}.volumes.4.secret.items.1`, { key: 'npm', path: 'npm' }],
    'rejected credential-reference',
  ),
  pair('job', 'a pull secret', [`${POD}.imagePullSecrets`, [{ name: 'registry' }]], 'rejected credential-reference'),
  pair(
    'job',
    'a key in the environment',
    [`${AGENT}.env.0`, { name: 'KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'npm' } } }],
    'rejected credential-reference',
  ),
];
