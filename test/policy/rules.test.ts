import type { CheckedResource, Rule } from '../../policy/rule';
import { rules } from '../../policy/rules';
import { deployedAs } from './resources';

const ruleNamed = (name: string): Rule => rules.find((rule) => rule.name === name)!;
const violations = (name: string, ...all: readonly CheckedResource[]) => ruleNamed(name).violations(all[0]!, all);

const restricted = {
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
const digest = `registry.example.com/a@sha256:${'0'.repeat(64)}`;
const container = { name: 'a', image: digest, securityContext: restricted };
const job = (change: object = {}) =>
  deployedAs({
    apiVersion: 'batch/v1',
    kind: 'Job',
    spec: { template: { spec: { containers: [{ ...container, ...change }] } } },
  });
const namespace = (labels?: object) =>
  deployedAs({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team', labels } });
const enforced = { 'pod-security.kubernetes.io/enforce': 'restricted' };
const quota = (hard: object, of = 'team') =>
  deployedAs({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q', namespace: of }, spec: { hard } });
const hard = { pods: '1', 'requests.cpu': '1', 'requests.memory': '1', 'limits.cpu': '1', 'limits.memory': '1' };
const claim = (protect?: boolean) =>
  deployedAs({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'c' } }, { protect });
const provider = (props: object): CheckedResource => ({
  type: 'pulumi:providers:kubernetes',
  name: 'edge',
  props: { ...props },
  options: {},
});
const configMap = (data: object) => deployedAs({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data });

test.each<[string, string, readonly CheckedResource[]]>([
  ['restricted-pods', 'a pod that fits', [job()]],
  ['restricted-pods', 'a namespace that enforces', [namespace(enforced)]],
  ['restricted-pods', 'what has no pods', [claim()]],
  ['image-digests', 'a digest', [job()]],
  ['namespace-quota', 'a namespace with a quota', [namespace(), quota(hard)]],
  ['namespace-quota', 'what is no namespace', [job()]],
  [
    'no-clear-secrets',
    'a variable from a Secret',
    [job({ env: [{ name: 'API_KEY', valueFrom: { secretKeyRef: {} } }] })],
  ],
  ['no-clear-secrets', 'the path of a file', [job({ env: [{ name: 'GIT_TOKEN_FILE', value: '/secrets/git-token' }] })]],
  ['no-clear-secrets', 'the folder of files', [job({ env: [{ name: 'GIT_SECRETS', value: '/secrets' }] })]],
  ['no-clear-secrets', 'a setting', [configMap({ 'workflow.yaml': 'name: a', mode: 'x' })]],
  ['no-rendered-yaml', 'a provider that deploys', [provider({ context: 'edge' })]],
  ['protected-claims', 'a claim that is protected', [claim(true)]],
  ['protected-claims', 'what is no claim', [job()]],
])('%s lets %s pass', (name, _, resources) => {
  expect(violations(name, ...resources)).toEqual([]);
});

test.each<[string, string, readonly CheckedResource[], string]>([
  [
    'restricted-pods',
    'a pod that may gain rights',
    [job({ securityContext: { ...restricted, allowPrivilegeEscalation: true } })],
    'the pod must meet the restricted profile, got allowPrivilegeEscalation in a: set what the Pod Security Standards ask for',
  ],
  [
    'restricted-pods',
    'a namespace that admits any pod',
    [namespace()],
    "'pod-security.kubernetes.io/enforce' must be restricted, got nothing: label the namespace so",
  ],
  [
    'image-digests',
    'a tag',
    [job({ image: 'a:1' })],
    "'image' must be pinned by digest, got a:1: add the digest to images.lock",
  ],
  [
    'namespace-quota',
    'a namespace whose quota is another’s, or has gaps',
    [
      namespace(),
      quota(hard, 'other'),
      quota({ ...hard, pods: undefined, 'limits.cpu': '1' }, 'other'),
      quota({ pods: '1' }),
    ],
    'namespace team must have a ResourceQuota for pods, requests.cpu, requests.memory, limits.cpu, limits.memory, ' +
      "got none for requests.cpu, requests.memory, limits.cpu, limits.memory: set 'quota' of its cluster",
  ],
  [
    'no-clear-secrets',
    'a key as text',
    [job({ env: [{ name: 'ANTHROPIC_API_KEY', value: 'clear' }] })],
    "ANTHROPIC_API_KEY of a must come from a Secret, got a text: mount the Secret's key as a file",
  ],
  [
    'no-clear-secrets',
    'a token in a ConfigMap',
    [configMap({ 'git-token': 'clear' })],
    "git-token of the ConfigMap must come from a Secret, got a text: mount the Secret's key as a file",
  ],
  [
    'no-rendered-yaml',
    'a provider that writes',
    [provider({ renderYamlToDirectory: 'out' })],
    "'renderYamlToDirectory' must not be set, got a folder: render manifests with npm run synth",
  ],
  [
    'protected-claims',
    'a claim that is not protected',
    [claim()],
    "'protect' must be set on a claim, got nothing: pulumi config set claims protect",
  ],
])('%s stops %s', (name, _, resources, message) => {
  expect(violations(name, ...resources)).toEqual([message]);
});

test('every rule has a case that it stops and one that it lets pass', () => {
  expect(rules.map(({ name }) => name)).toEqual([
    'image-digests',
    'namespace-quota',
    'no-clear-secrets',
    'no-rendered-yaml',
    'protected-claims',
    'restricted-pods',
  ]);
});
