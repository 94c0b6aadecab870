// The policy pack, asked by Pulumi's own engine: of what the components deploy, and of what somebody else writes.
import { join } from 'node:path';
import * as k8s from '@pulumi/kubernetes';
import type { PulumiFn } from '@pulumi/pulumi/automation';
import { clusterProvider } from '../../stacks/pulumi/cluster-provider';
import { testNamespace } from '../cluster/support/test-cluster';
import { CONTEXT, program, requestIn } from './support/deployment';
import { Engine } from './support/engine';

const policyPacks = [join(__dirname, '../../policy')];
const namespace = testNamespace('policies');
const digest = `registry.invalid/nothing@sha256:${'0'.repeat(64)}`;

let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start();
});
afterAll(() => engine?.remove());

/** Preview with the pack. @returns whether it was let through, and what was told. */
async function previewed(name: string, preview: PulumiFn) {
  const stack = await engine.stack(name, preview);
  let told = '';
  const onOutput = (text: string) => {
    told += text;
  };
  const passed = await stack.preview({ policyPacks, onOutput }).then(
    () => true,
    () => false,
  );
  return { passed, told, violations: violationsIn(told) };
}

/** `[level]  policy  (type: name)`, then what the policy is for, then the violation. */
const violationsIn = (told: string): string[][] =>
  [...told.matchAll(/\[(mandatory|advisory)\] +(\S+) +\(\S+: (\S+)\)\n.+\n +(.+)/g)].map(([, ...found]) => found);

test('what the components deploy is let through, without a word where images have digests and claims are protected', async () => {
  const image = { repository: 'registry.invalid/nothing', tag: '1', digest: digest.split('@')[1] as string };
  const request = { ...requestIn(namespace), images: { agent: image, redis: image } };
  const { passed, told, violations } = await previewed('ours', program({ request, policies: { claims: 'protect' } }));
  expect([passed, passed || told, violations]).toEqual([true, true, []]);
  expect(told).toContain('✅ prodigy-kubernetes@');
});

test('every rule that a stack breaks is told in a preview, with the object and the way out, and stops it', async () => {
  const { passed, violations } = await previewed('theirs', async () => {
    const connection = { kubeconfig: process.env.KUBECONFIG ?? '', secret: false } as const;
    const provider = clusterProvider('theirs', {
      connection: { ...connection, context: CONTEXT },
      clusterIdentifier: 'theirs',
      adoptExisting: false,
    });
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    new k8s.core.v1.Namespace('open', { metadata: { name: namespace, labels } }, { provider });
    const metadata = { namespace };
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    new k8s.core.v1.PersistentVolumeClaim('claim', { metadata: { ...metadata, name: 'claim' }, spec }, { provider });
    const restricted = {
      runAsNonRoot: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    };
    const job = (name: string, container: object, securityContext = restricted) => {
      const spec = {
        restartPolicy: 'Never',
        containers: [{ name: 'a', image: digest, securityContext, ...container }],
      };
      new k8s.batch.v1.Job(name, { metadata: { ...metadata, name }, spec: { template: { spec } } }, { provider });
    };
    job('good', {});
    job('tagged', { image: 'a:1' });
    job('clear', { env: [{ name: 'ANTHROPIC_API_KEY', value: 'clear' }] });
    job('mighty', {}, { ...restricted, allowPrivilegeEscalation: true });
  });
  expect(violations).toEqual([
    [
      'mandatory',
      'namespace-quota',
      'open',
      `namespace ${namespace} must have a ResourceQuota for pods, requests.cpu, requests.memory, limits.cpu, limits.memory, ` +
        "got none for pods, requests.cpu, requests.memory, limits.cpu, limits.memory: set 'quota' of its cluster",
    ],
    [
      'mandatory',
      'no-clear-secrets',
      'clear',
      "ANTHROPIC_API_KEY of a must come from a Secret, got a text: mount the Secret's key as a file",
    ],
    [
      'mandatory',
      'restricted-pods',
      'mighty',
      'the pod must meet the restricted profile, got allowPrivilegeEscalation in a: set what the Pod Security Standards ask for',
    ],
    ['advisory', 'image-digests', 'tagged', "'image' must be pinned by digest, got a:1: add the digest to images.lock"],
    [
      'advisory',
      'protected-claims',
      'claim',
      "'protect' must be set on a claim, got nothing: pulumi config set claims protect",
    ],
  ]);
  expect(passed).toBe(false);
});
