import { AgentJob, type AgentJobProps } from '../../constructs/agent-job';
import { Mount } from '../../constructs/mount';
import { Placement } from '../../constructs/placement';
import type { AgentPodOptions } from '../../contract/agent-pod';
import { containersOf, podSpecOf, violations } from './restricted';
import { only, pods, type Rendered, synthesized } from './synthesized';

const resources = { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '4', memory: '8Gi' } };

function job(props: Partial<AgentJobProps> = {}): Rendered {
  const objects = synthesized((scope) => {
    new AgentJob(scope, 'Agents', { ...pods(scope), mode: 'mapreduce', agents: 3, ...props });
  });
  return only(objects, 'Job');
}
const agentPod: Required<Omit<AgentPodOptions, 'image' | 'resources' | 'imagePullSecrets'>> = {
  imagePullPolicy: 'Always',
  gpu: { count: 2, resource: 'amd.com/gpu' },
  checkoutSize: '40Gi',
  volumes: [{ name: 'models', path: '/mnt/models', source: 'claim', claimName: 'models' }],
  variables: { NODE: { source: 'field', path: 'spec.nodeName' } },
  deadlineSeconds: 600,
  ttlSeconds: 7200,
  graceSeconds: 120,
  disruptionBudget: { minAvailable: 2 },
};
const container = (rendered: Rendered): Rendered => containersOf(podSpecOf(rendered))[0];

test('an index is a worker: as many completions as agents, all at once', () => {
  expect(job().spec).toMatchObject({ completionMode: 'Indexed', completions: 3, parallelism: 3 });
});

test('pods are retried without limit, also those of one index, so that a lost one delays no other', () => {
  const { spec } = job();
  const limits = { backoffLimit: 2147483647, backoffLimitPerIndex: 2147483647 };
  expect(spec).toMatchObject({ ...limits, podReplacementPolicy: 'Failed' });
  expect(spec.template.spec.restartPolicy).toBe('Never');
});

test('the exit contract: disruptions and interruptions are nobody’s failure, 20 and 30 end the Job', () => {
  expect(job().spec.podFailurePolicy.rules).toEqual([
    { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
    { action: 'Ignore', onExitCodes: { containerName: 'prodigy-agent', operator: 'In', values: [10] } },
    { action: 'FailJob', onExitCodes: { containerName: 'prodigy-agent', operator: 'In', values: [20, 30] } },
  ]);
});

test('an agent that is stuck is started again', () => {
  const [agent] = containersOf(podSpecOf(job()));
  expect(agent.ports).toEqual([{ name: 'health', containerPort: 9464, protocol: 'TCP' }]);
  expect(agent.livenessProbe.httpGet).toEqual({ path: '/healthz', port: 'health' });
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
    { name: 'PRODIGY_GRACE_SECONDS', value: '60' },
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

test('an agent asks for a core and 2 GiB, and may take four times as much', () => {
  expect(container(job()).resources).toEqual({
    requests: { cpu: '1', memory: '2Gi', 'ephemeral-storage': '512Mi' },
    limits: { cpu: '4', memory: '8Gi', 'ephemeral-storage': '14Gi' },
  });
  expect(container(job()).imagePullPolicy).toBe('IfNotPresent');
});

test('the toleration of devices does not depend on where agents are put', () => {
  const tolerations = podSpecOf(job({ gpu: { count: 1 } })).tolerations;
  expect(tolerations).toContainEqual({ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' });
});

test.each<[Partial<AgentJobProps>, string]>([
  [
    { resources: { requests: { cpu: '5' } } },
    "'resources.requests.cpu' must be at most the limit 4, got 5: raise the limit too",
  ],
  [
    { resources: { limits: { memory: '8 GB' } } },
    "'resources.limits.memory' must be a Kubernetes quantity, got 8 GB: write 500m, 2, 512Mi or 20Gi",
  ],
  [{ checkoutSize: 'big' }, "'checkoutSize' must be a Kubernetes quantity, got big: write 500m, 2, 512Mi or 20Gi"],
  [{ gpu: { count: 0 } }, "'gpu.count' must be an integer from 1 to 64, got 0: leave 'gpu' out for none"],
  [
    { gpu: { count: 1, resource: 'gpu' } },
    "'gpu.resource' must be the name of an extended resource, got gpu: write nvidia.com/gpu",
  ],
  [{ deadlineSeconds: 59 }, "'deadlineSeconds' must be an integer of at least 60, got 59: nothing ends sooner"],
  [{ ttlSeconds: 0 }, "'ttlSeconds' must be an integer of at least 60, got 0: whoever waits must see the end"],
  [
    { graceSeconds: 29.5 },
    "'graceSeconds' must be an integer of at least 30, got 29.5: an agent gives its item back in that time",
  ],
  [
    { disruptionBudget: { minAvailable: 0.5 } },
    "'disruptionBudget.minAvailable' must be an integer from 1, got 0.5: Kubernetes takes no share for pods of a Job",
  ],
  [
    { disruptionBudget: { minAvailable: 3 } },
    "'disruptionBudget.minAvailable' must be less than the number of agents, 3, got 3: no node with an agent could be drained before the run ends",
  ],
])('%j is refused', (wrong, message) => {
  expect(() => job(wrong)).toThrow(new Error(message));
});

const own = container(
  job({
    monitoring: { namespace: 'watch', otlpEndpoint: 'http://collector.watch:4318' },
    secrets: Mount.secretFiles([{ secretName: 'team-keys', key: 'claude-api-key', path: 'claude-api-key' }]),
  }),
);

test.each<[string, string]>(own.volumeMounts.map(({ name, mountPath }: Rendered) => [name, mountPath]))(
  "the volume %s at %s is an agent's own: a run's may have neither its name nor its path",
  (name, path) => {
    const added = { source: 'claim', claimName: 'models' } as const;
    const named = { ...added, name, path: '/mnt/models' };
    expect(() => job({ volumes: [named] })).toThrow(`got ${name}: it is taken, choose another`);
    expect(() => job({ volumes: [{ ...added, name: 'models', path }] })).toThrow(`got ${path}: choose a folder`);
  },
);

test.each<string>(own.env.map(({ name }: Rendered) => name))("the variable %s is an agent's own", (name) => {
  const variables = { [name]: { source: 'field', path: 'spec.nodeName' } } as const;
  expect(() => job({ variables })).toThrow(`got ${name}: it is taken, choose another`);
});

test('every setting is rendered', () => {
  const objects = synthesized((scope) => {
    const everything: Required<AgentJobProps> = {
      ...pods(scope),
      mode: 'standard',
      agents: 4,
      minAgents: 3,
      resources,
      ...agentPod,
      placement: Placement.spot('aks'),
      monitoring: { namespace: 'watch', otlpEndpoint: 'http://collector.watch:4318' },
      logLevel: 'warn',
      secrets: Mount.secretFiles([{ secretName: 'team-keys', key: 'claude-api-key', path: 'claude-api-key' }]),
    };
    new AgentJob(scope, 'Agents', everything);
  });
  const rendered = only(objects, 'Job');
  expect(rendered.spec).toMatchObject({
    completions: 3,
    parallelism: 3,
    activeDeadlineSeconds: 600,
    ttlSecondsAfterFinished: 7200,
  });
  expect(podSpecOf(rendered).nodeSelector).toEqual({ 'kubernetes.azure.com/scalesetpriority': 'spot' });
  expect(podSpecOf(rendered)).toMatchObject({ terminationGracePeriodSeconds: 120 });
  expect(podSpecOf(rendered).tolerations).toContainEqual({
    key: 'amd.com/gpu',
    operator: 'Exists',
    effect: 'NoSchedule',
  });
  expect(podSpecOf(rendered).volumes).toContainEqual({ name: 'workspace', emptyDir: { sizeLimit: '40Gi' } });
  expect(container(rendered).volumeMounts).toContainEqual({ name: 'models', mountPath: '/mnt/models', readOnly: true });
  expect(container(rendered).env.slice(-4)).toEqual([
    { name: 'PRODIGY_GRACE_SECONDS', value: '120' },
    { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://collector.watch:4318' },
    { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    { name: 'PRODIGY_STEP_VARIABLES', value: 'NODE' },
  ]);
  expect(container(rendered).imagePullPolicy).toBe('Always');
  expect(violations(podSpecOf(rendered))).toEqual([]);
  expect(only(objects, 'PodDisruptionBudget', 'prodigy-fix-tests-1').spec).toEqual({
    minAvailable: 2,
    selector: { matchLabels: { 'prodigy.io/run-id': 'fix-tests-1', 'app.kubernetes.io/component': 'agent' } },
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  });
  expect(container(rendered).image).toBe('registry.example.com/agent:1');
  expect(container(rendered).resources).toEqual({
    requests: { cpu: '1', memory: '2Gi', 'ephemeral-storage': '512Mi', 'amd.com/gpu': 2 },
    limits: { cpu: '4', memory: '8Gi', 'ephemeral-storage': '44Gi', 'amd.com/gpu': 2 },
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
