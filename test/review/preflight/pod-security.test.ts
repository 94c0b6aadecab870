import type { Container, PodSpec } from '../../../review/pods';
import { podSecurity } from '../../../review/preflight/pod-security';
import { complaints, job, object } from '../subjects';

const namespace = (labels: Record<string, string>) => ({
  ...object('Namespace', 'team'),
  metadata: { name: 'team', labels },
});
const restricted = namespace({ 'pod-security.kubernetes.io/enforce': 'restricted' });
const good: Container = {
  name: 'c',
  securityContext: {
    runAsNonRoot: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  },
};
const pod = (change: Container['securityContext'] = {}): PodSpec => ({
  containers: [{ ...good, securityContext: { ...good.securityContext, ...change } }],
});
const found = (spec: PodSpec, tenant = [restricted]) => complaints(podSecurity, [job({}, spec)], {}, tenant);

test('a namespace that lets more than restricted pods in is a warning', () => {
  expect(complaints(podSecurity, [namespace({})])).toEqual([
    {
      about: 'team',
      severity: 'warning',
      text: "'pod-security.kubernetes.io/enforce' must be restricted, got nothing: set this label on the namespace: every pod of a run meets the profile",
      reason:
        "agents run other people's commands, and nothing else keeps other pods of the namespace from having more rights",
    },
  ]);
  expect(complaints(podSecurity, [restricted])).toEqual([]);
});

test('a pod that the namespace does not admit is an error', () => {
  expect(found(pod({ privileged: true }))).toEqual([
    {
      about: 'agents',
      severity: 'error',
      text: "'spec.template.spec' must meet the restricted profile, got privileged in c: render the run again, or undo what was edited",
      reason: 'a namespace that enforces the profile rejects the pod',
    },
  ]);
  expect(found(pod({ privileged: true }), [])[0]?.severity).toBe('warning');
  expect(found(pod())).toEqual([]);
});

test.each<[string, PodSpec]>([
  ['no runAsNonRoot in c', pod({ runAsNonRoot: false })],
  ['runAsUser 0 in c', pod({ runAsUser: 0 })],
  ['allowPrivilegeEscalation in c', pod({ allowPrivilegeEscalation: undefined })],
  ['more capabilities in c', pod({ capabilities: { drop: [] } })],
  ['more capabilities in c', pod({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } })],
  ['no seccompProfile in c', pod({ seccompProfile: { type: 'Unconfined' } })],
  ['hostNetwork', { ...pod(), hostNetwork: true }],
  ['hostPath as volume v', { ...pod(), volumes: [{ name: 'v', hostPath: {} } as { name: string }] }],
  [
    'privileged in init',
    { initContainers: [{ ...good, name: 'init', securityContext: { ...good.securityContext, privileged: true } }] },
  ],
])('%s is not restricted', (fault, spec) => {
  expect(found(spec).map(({ text }) => text)).toEqual([
    `'spec.template.spec' must meet the restricted profile, got ${fault}: render the run again, or undo what was edited`,
  ]);
});

test('what a container leaves out its pod may say; binding low ports is allowed', () => {
  const { runAsNonRoot: _, seccompProfile: __, ...rest } = good.securityContext!;
  const capabilities = { drop: ['ALL'], add: ['NET_BIND_SERVICE'] };
  const spec = {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'Localhost' } },
    containers: [{ name: 'c', securityContext: { ...rest, capabilities } }],
  };
  expect(found(spec)).toEqual([]);
});

test.each([
  ['Deployment', 'spec.template.spec', (spec: PodSpec) => ({ template: { spec } })],
  [
    'CronJob',
    'spec.jobTemplate.spec.template.spec',
    (spec: PodSpec) => ({ jobTemplate: { spec: { template: { spec } } } }),
  ],
  ['Pod', 'spec', (spec: PodSpec) => spec],
] as const)('pods of a %s are looked at where it says what they are like', (kind, path, specOf) => {
  const [text] = complaints(podSecurity, [object(kind, 'more', { spec: specOf(pod({ privileged: true })) })]).map(
    (one) => one.text,
  );
  expect(text).toMatch(`'${path}' must meet the restricted profile, got privileged in c: `);
});
