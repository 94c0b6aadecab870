import { AgentJob, type AgentJobProps } from '../../constructs/agent-job';
import { Mount } from '../../constructs/mount';
import { Placement } from '../../constructs/placement';
import { containersOf, podSpecOf, violations } from './restricted';
import { only, pods, type Rendered, synthesized } from './synthesized';

const resources = { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '4', memory: '8Gi' } };

function job(props: Partial<AgentJobProps> = {}): Rendered {
  const objects = synthesized((scope) => {
    new AgentJob(scope, 'Agents', { ...pods(scope), mode: 'mapreduce', agents: 3, resources, ...props });
  });
  return only(objects, 'Job');
}
const container = (rendered: Rendered): Rendered => containersOf(podSpecOf(rendered))[0];

test('an index is a worker: as many completions as agents, all at once', () => {
  expect(job().spec).toMatchObject({ completionMode: 'Indexed', completions: 3, parallelism: 3 });
});

test('pods are retried without limit, and no index can ever fail', () => {
  const { spec } = job();
  expect(spec).toMatchObject({ backoffLimit: 2147483647, podReplacementPolicy: 'Failed' });
  expect(spec).not.toHaveProperty('backoffLimitPerIndex');
  expect(spec.template.spec.restartPolicy).toBe('Never');
});

test('the exit contract: disruptions and interruptions are nobody’s failure, 20 and 30 end the Job', () => {
  expect(job().spec.podFailurePolicy.rules).toEqual([
    { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
    { action: 'Ignore', onExitCodes: { containerName: 'prodigy-agent', operator: 'In', values: [10] } },
    { action: 'FailJob', onExitCodes: { containerName: 'prodigy-agent', operator: 'In', values: [20, 30] } },
  ]);
});

test('index 0 alone decides that the Job is complete', () => {
  expect(job().spec.successPolicy).toEqual({ rules: [{ succeededIndexes: '0' }] });
});

test('no Job hangs for ever, and only a wish makes Kubernetes remove it', () => {
  expect(job().spec.activeDeadlineSeconds).toBe(86400);
  expect(job().spec).not.toHaveProperty('ttlSecondsAfterFinished');
});

test('agents get a token for the workspace server and nothing else that opens doors', () => {
  const pod = podSpecOf(job());
  const sources = pod.volumes.flatMap((volume: Rendered) => volume.projected?.sources ?? []);
  expect(sources).toEqual([
    { serviceAccountToken: { audience: 'prodigy/team-a/fix-tests-1', expirationSeconds: 3600, path: 'token' } },
  ]);
  expect(pod.volumes.filter((volume: Rendered) => volume.secret)).toEqual([]);
  expect(container(job()).volumeMounts).toContainEqual({
    name: 'workspace-token',
    mountPath: '/var/run/secrets/prodigy.io',
    readOnly: true,
  });
  expect(pod.serviceAccountName).toBe('prodigy-agent-fix-tests-1');
});

test('an agent knows its run and its pod', () => {
  const { env, args, name } = container(job());
  expect({ name, args }).toEqual({ name: 'prodigy-agent', args: ['agent'] });
  expect(env).toEqual([
    { name: 'WORKFLOW_ID', value: 'fix-tests-1' },
    { name: 'HOME', value: '/home/prodigy' },
    { name: 'PRODIGY_POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'PRODIGY_POD_UID', valueFrom: { fieldRef: { fieldPath: 'metadata.uid' } } },
  ]);
});

test('pods leave a lost node after half a minute and have one to end in', () => {
  const pod = podSpecOf(job());
  expect(pod.terminationGracePeriodSeconds).toBe(60);
  expect(pod.tolerations).toEqual([
    { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 },
    { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 },
  ]);
});

test('labels stand on the pods too, and the mode on the Job', () => {
  const rendered = job();
  expect(rendered.spec.template.metadata.labels).toMatchObject({
    app: 'prodigy',
    workflow: 'fix-tests',
    'prodigy.io/run-id': 'fix-tests-1',
    'app.kubernetes.io/component': 'agent',
  });
  expect(rendered.metadata.labels['prodigy.io/mode']).toBe('mapreduce');
});

test('agents are restricted pods', () => {
  expect(violations(podSpecOf(job()))).toEqual([]);
});

test('every setting is rendered', () => {
  const objects = synthesized((scope) => {
    const everything: Required<AgentJobProps> = {
      ...pods(scope),
      mode: 'standard',
      agents: 1,
      resources,
      placement: Placement.spot('aks'),
      secrets: Mount.secretFiles([{ secretName: 'team-keys', key: 'claude-api-key', path: 'claude-api-key' }]),
      deadlineSeconds: 600,
      ttlSeconds: 3600,
    };
    new AgentJob(scope, 'Agents', everything);
  });
  const rendered = only(objects, 'Job');
  expect(rendered.spec).toMatchObject({ completions: 1, activeDeadlineSeconds: 600, ttlSecondsAfterFinished: 3600 });
  expect(podSpecOf(rendered).nodeSelector).toEqual({ 'kubernetes.azure.com/scalesetpriority': 'spot' });
  expect(container(rendered).image).toBe('registry.example.com/agent:1');
  expect(container(rendered).resources).toEqual({
    requests: { cpu: '1', memory: '2Gi', 'ephemeral-storage': '512Mi' },
    limits: { cpu: '4', memory: '8Gi', 'ephemeral-storage': '14Gi' },
  });
  expect(podSpecOf(rendered).volumes).toContainEqual({
    name: 'secrets',
    secret: {
      secretName: 'team-keys',
      items: [{ key: 'claude-api-key', path: 'claude-api-key' }],
      defaultMode: 0o440,
      optional: false,
    },
  });
});
