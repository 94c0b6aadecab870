import { type Pair, pair } from './pair';
import { POD_PAIRS } from './pod-pairs';

const MAIN = 'spec.template.spec.containers.0';
const TEMPLATE = {
  metadata: { name: 'more' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};

const STATEFUL_SET_PAIRS: readonly Pair[] = [
  pair('workspace', 'another image', [`${MAIN}.image`, 'example.com/agent:2'], 'replacement'),
  pair('redis', 'more memory', [`${MAIN}.resources.requests.memory`, '256Mi'], 'replacement cost'),
  pair('workspace', 'an annotation of its pod', ['spec.template.metadata.annotations.at', 'x'], 'replacement'),
  pair(
    'workspace',
    'another Secret',
    ['spec.template.spec.volumes.4.secret.secretName', 'other'],
    'replacement credential-reference',
  ),
  pair(
    'workspace',
    'a root that can be written',
    [`${MAIN}.securityContext.readOnlyRootFilesystem`, false],
    'wider-rights replacement',
  ),
  pair('redis', 'another Service', ['spec.serviceName', 'other'], 'rejected'),
  pair('redis', 'another selector', ['spec.selector.matchLabels.team', 'a'], 'rejected'),
  pair('redis', 'another order', ['spec.podManagementPolicy', 'Parallel'], 'rejected'),
  pair('redis', 'a claim of its own', ['spec.volumeClaimTemplates', [TEMPLATE]], 'rejected data-loss cost'),
  pair('redis', 'nobody', ['spec.replicas', 0], 'replacement cost'),
  pair('redis', 'another strategy', ['spec.updateStrategy', { type: 'OnDelete' }], 'rejected'),
  pair('redis', 'another strategy in place of its own', ['spec.updateStrategy', { type: 'OnDelete' }], 'in-place', [
    ['spec.updateStrategy', { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }],
  ]),
  pair('redis', 'a longer trial', ['spec.minReadySeconds', 5], 'in-place'),
  pair('redis', 'a shorter history', ['spec.revisionHistoryLimit', 2], 'in-place'),
  pair(
    'redis',
    'claims that go with it',
    ['spec.persistentVolumeClaimRetentionPolicy.whenDeleted', 'Delete'],
    'data-loss',
    [['spec.persistentVolumeClaimRetentionPolicy', { whenDeleted: 'Retain', whenScaled: 'Retain' }]],
  ),
  pair('redis', 'claims that stay', ['spec.persistentVolumeClaimRetentionPolicy.whenDeleted', 'Retain'], 'in-place', [
    ['spec.persistentVolumeClaimRetentionPolicy', { whenDeleted: 'Delete', whenScaled: 'Retain' }],
  ]),
];

/** The files of a run are rendered as what cannot change. */
const OPEN: Pair['before'] = [['immutable', undefined]];

const CRON = 'spec.jobTemplate.spec.template.spec';
const CRON_PAIRS: readonly Pair[] = [
  pair('cron', 'another time', ['spec.schedule', '0 1 1 1 *'], 'in-place'),
  pair('cron', 'the network of the node', [`${CRON}.hostNetwork`, true], 'wider-rights in-place'),
  pair('cron', 'another Secret', [`${CRON}.imagePullSecrets`, [{ name: 'registry' }]], 'credential-reference in-place'),
];

const DATA_PAIRS: readonly Pair[] = [
  pair('claim', 'more room', ['spec.resources.requests.storage', '2Gi'], 'cost in-place'),
  pair('claim', 'less room', ['spec.resources.requests.storage', '512Mi'], 'rejected data-loss cost'),
  pair('claim', 'the same room', ['spec.resources.requests.storage', '1024Mi'], 'in-place'),
  pair('claim', 'another class', ['spec.storageClassName', 'slow'], 'rejected data-loss'),
  pair('claim', 'another mode', ['spec.accessModes', ['ReadWriteMany']], 'rejected data-loss'),
  pair('claim', 'a raw device', ['spec.volumeMode', 'Block'], 'rejected data-loss'),
  pair('claim', 'an annotation', ['metadata.annotations.note', 'x'], 'cosmetic'),
  pair('files', 'another workflow', ['data.workflow~yaml', 'name: other\n'], 'in-place', OPEN),
  pair('files', 'a file less', ['data.workflow~yaml', undefined], 'in-place', OPEN),
  pair(
    'files',
    'claims that go at the end',
    ['data.config~env', 'PRODIGY_CLEANUP_POLICY="delete"\n'],
    'data-loss in-place',
    [...OPEN, ['data.config~env', 'PRODIGY_CLEANUP_POLICY="retain"\n']],
  ),
  pair('files', 'what cannot change', ['data.workflow~yaml', 'name: other\n'], 'rejected'),
  pair('files', 'change after all', ['immutable', undefined], 'rejected'),
  pair('files', 'no more change', ['immutable', true], 'in-place', OPEN),
  pair('secret', 'another value', ['data.git-token', 'c2Vjb25k'], 'credential-reference'),
  pair('secret', 'another key', ['data.npm', 'c2Vjb25k'], 'credential-reference'),
  pair('secret', 'another type', ['type', 'example.com/keys'], 'rejected'),
  pair('secret', 'what cannot change', ['data.git-token', 'c2Vjb25k'], 'rejected', [['immutable', true]]),
  pair('secret', 'change after all', ['immutable', false], 'rejected', [['immutable', true]]),
  pair('secret', 'no more change', ['immutable', true], 'in-place'),
];

/** A Service that some load balancer is to serve. */
const BALANCED: Pair['before'] = [
  ['spec.type', 'LoadBalancer'],
  ['spec.loadBalancerClass', 'example.com/a'],
];

const PATHS = 'spec.rules.0.http.paths';
const ADMIN = { path: '/admin', pathType: 'Prefix', backend: { service: { name: 'admin', port: { number: 80 } } } };

const INGRESS_PAIRS: readonly Pair[] = [
  pair('ingress', 'another Service', [`${PATHS}.0.backend.service.name`, 'admin'], 'wider-rights'),
  pair('ingress', 'one more path', [`${PATHS}.1`, ADMIN], 'wider-rights'),
  pair('ingress', 'a path less', [`${PATHS}.0`, undefined], 'in-place', [[`${PATHS}.1`, ADMIN]]),
  pair('ingress', 'whatever else is asked for', ['spec.defaultBackend', ADMIN.backend], 'wider-rights wider-rights'),
  pair('ingress', 'a host without TLS', ['spec.rules.0.host', 'shop.example.org'], 'wider-rights wider-rights'),
  pair('ingress', 'no TLS', ['spec.tls', undefined], 'wider-rights'),
  pair('ingress', 'TLS for another host', ['spec.tls.0.hosts', ['*.shop.example.com']], 'wider-rights'),
  pair('ingress', 'TLS for every host', ['spec.tls.0.hosts', undefined], 'in-place'),
  pair('ingress', 'another certificate', ['spec.tls.0.secretName', 'other'], 'credential-reference'),
  pair('ingress', 'another controller', ['spec.ingressClassName', 'outer'], 'wider-rights'),
  pair(
    'ingress',
    'a setting of its controller',
    ['metadata.annotations.nginx~ingress~kubernetes~io/whitelist-source-range', '0.0.0.0/0'],
    'wider-rights',
  ),
  pair('ingress', 'an annotation', ['metadata.annotations.note', 'x'], 'cosmetic'),
];

const ACCESS_PAIRS: readonly Pair[] = [
  pair('service', 'another port', ['spec.ports.0.port', 6380], 'in-place'),
  pair('service', 'another selector', ['spec.selector.team', 'a'], 'in-place'),
  pair('service', 'only pods that are ready', ['spec.publishNotReadyAddresses', false], 'in-place'),
  pair('service', 'a port of every node', ['spec.type', 'NodePort'], 'wider-rights'),
  pair('service', 'an address outside', ['spec.externalIPs', ['203.0.113.5']], 'wider-rights'),
  pair('service', 'no address', ['spec.clusterIP', 'None'], 'rejected'),
  pair('service', 'addresses of the other kind', ['spec.ipFamilies', ['IPv6']], 'rejected', [
    ['spec.ipFamilies', ['IPv4']],
  ]),
  pair('service', 'addresses of a kind that is named', ['spec.ipFamilies', ['IPv4']], 'in-place'),
  pair('service', 'another load balancer', ['spec.loadBalancerClass', 'example.com/b'], 'rejected', BALANCED),
  pair('service', 'any load balancer', ['spec.loadBalancerClass', undefined], 'rejected', BALANCED),
  pair('service', 'a load balancer of a class', ['spec.loadBalancerClass', 'example.com/b'], 'rejected', [
    ['spec.type', 'LoadBalancer'],
  ]),
  pair(
    'service',
    'no load balancer',
    [
      ['spec.type', 'ClusterIP'],
      ['spec.loadBalancerClass', undefined],
    ],
    'in-place',
    BALANCED,
  ),
  pair('role', 'one more verb', ['rules.0.verbs', ['get', 'patch', 'delete']], 'wider-rights'),
  pair('role', 'every Job', ['rules.0.resourceNames', undefined], 'wider-rights'),
  pair('role', 'one verb less', ['rules.0.verbs', ['get']], 'in-place'),
  pair('role', 'another order of verbs', ['rules.0.verbs', ['patch', 'get']], 'cosmetic'),
  pair('clusterRole', 'every path', ['rules.0.nonResourceURLs', ['*']], 'wider-rights'),
  pair('clusterRole', 'one path of many', ['rules.0.nonResourceURLs', ['/healthz/etcd']], 'in-place'),
  pair(
    'clusterRole',
    'the rights of others',
    ['aggregationRule', { clusterRoleSelectors: [{ matchLabels: { review: 'none' } }] }],
    'wider-rights',
  ),
  pair('clusterRole', 'the rights of others no longer', ['aggregationRule', undefined], 'in-place', [
    ['aggregationRule', { clusterRoleSelectors: [{ matchLabels: { review: 'none' } }] }],
  ]),
  pair('binding', 'another role', ['roleRef.name', 'admin'], 'rejected'),
  pair('binding', 'one more', ['subjects.1', { kind: 'ServiceAccount', name: 'b', namespace: 'x' }], 'wider-rights'),
  pair('binding', 'nobody', ['subjects.0', undefined], 'in-place'),
  pair('account', 'a token', ['automountServiceAccountToken', true], 'wider-rights'),
  pair('account', 'no token', ['automountServiceAccountToken', false], 'in-place', [
    ['automountServiceAccountToken', true],
  ]),
  pair(
    'account',
    'a role of the cloud',
    ['metadata.annotations.eks~amazonaws~com/role-arn', 'arn:x'],
    'credential-reference',
  ),
  pair('account', 'a pull secret', ['imagePullSecrets', [{ name: 'registry' }]], 'credential-reference'),
  pair('policy', 'private addresses', ['spec.egress.3.to.0.ipBlock.except.0', undefined], 'wider-rights in-place'),
  pair('policy', 'everybody', ['spec.egress.3', {}], 'wider-rights in-place'),
  pair('policy', 'nobody outside', ['spec.egress.3', undefined], 'in-place'),
  pair(
    'namespace',
    'a laxer level',
    ['metadata.labels.pod-security~kubernetes~io/enforce', 'baseline'],
    'wider-rights',
  ),
  pair('namespace', 'no level', ['metadata.labels.pod-security~kubernetes~io/enforce', undefined], 'wider-rights'),
  pair(
    'namespace',
    'a stricter level',
    ['metadata.labels.pod-security~kubernetes~io/enforce', 'restricted'],
    'in-place',
    [['metadata.labels.pod-security~kubernetes~io/enforce', 'baseline']],
  ),
  pair(
    'namespace',
    'a level that there is none of',
    ['metadata.labels.pod-security~kubernetes~io/enforce', 'strict'],
    'rejected',
  ),
  pair('namespace', 'a label', ['metadata.labels.team', 'a'], 'cosmetic'),
  pair('quota', 'more CPU', ['spec.hard.requests~cpu', '8'], 'cost'),
  pair('limits', 'another default', ['spec.limits.0.default.cpu', '3'], 'in-place'),
];

/** Changes of everything but the agents' Job, one each. */
export const OTHER_PAIRS: readonly Pair[] = [
  ...STATEFUL_SET_PAIRS,
  ...CRON_PAIRS,
  ...DATA_PAIRS,
  ...INGRESS_PAIRS,
  ...POD_PAIRS,
  ...ACCESS_PAIRS,
];
