// What `diff --live` says of a real cluster, asked by somebody who may do nothing but look.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { CILIUM_POLICY_CRD } from '../../contract/cluster-facts';
import { agentAccountName, jobName, networkPolicyName, redisName, runAccountName } from '../../contract/names';
import { clusterNamed } from '../../stacks/clusters';
import { manifestText } from '../../stacks/manifest-files';
import { readProject } from '../../stacks/project';
import { renderRun, renderTenant } from '../../stacks/render';
import { kubectl } from '../cluster/support/kubectl';
import { prodigyAs } from '../cluster/support/prodigy';
import { everything, optionRuns } from '../stacks/every-option';
import { auditText } from './support/audit';
import { installDefinitions } from './support/dry-run';

const NAMESPACE = 'review-live';
const RUN = 'tidy';
const home = mkdtempSync(join(tmpdir(), 'prodigy-review-live-'));
const { images } = readProject('.');
const cluster = { ...clusterNamed('production'), namespace: NAMESPACE, crds: [CILIUM_POLICY_CRD] };

/** All others differ from these in values, not in fields. */
const options = optionRuns.filter(([what]) => /^(every fact|keys that are (external|csi)|a Redis)|SSH/.test(what));
/** Runs whose objects have every field that is rendered, and one whose objects are changed. */
const runs = new Map(
  [everything, ...options.map(([, request]) => request), { ...everything, redis: undefined, runId: RUN }].map(
    (request, index) => {
      const { runId = `option-${index}` } = request;
      const facts = { ...request.cluster, namespace: NAMESPACE };
      return [runId, renderRun({ ...request, cluster: facts, images, runId }).objects];
    },
  ),
);
const tenant = renderTenant(cluster, images);
const everyObject = [...tenant, ...[...runs.values()].flat()];
let definitions: string[] = [];

const stream = (objects: readonly object[]): string => objects.map((one) => JSON.stringify(one)).join('\n---\n');
const apply = (objects: readonly object[]) =>
  kubectl(['apply', '--server-side', '--field-manager=flux', '--force-conflicts', '-f', '-'], stream(objects));

const removeNamespace = () => kubectl(['delete', 'namespace', NAMESPACE, '--ignore-not-found', '--timeout=100s']);

beforeAll(async () => {
  await removeNamespace();
  definitions = await installDefinitions(everyObject);
  await apply(tenant.filter(({ kind }) => kind === 'Namespace'));
  // No pod of any run is ever made: it is the objects that are looked at.
  const metadata = { name: 'no-pods', namespace: NAMESPACE };
  await apply([{ apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { pods: '0' } } }, ...onlooker()]);
  await apply(everyObject);
  await describeCluster();
});

afterAll(async () => {
  rmSync(home, { recursive: true });
  await removeNamespace();
  if (definitions.length > 0) await kubectl(['delete', 'crd', ...definitions]);
});

/** An account that may look at what is rendered, Secrets left out, and nothing else. */
function onlooker(): object[] {
  const metadata = { name: 'onlooker', namespace: NAMESPACE };
  const kinds = new Map(everyObject.map(({ apiVersion, kind }) => [kind, apiVersion]));
  const groups = [...new Set([...kinds.values()].map((version) => version.split('/').slice(0, -1).join('')))];
  const resources = [...kinds.keys()].filter((kind) => kind !== 'Secret').map(plural);
  const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'onlooker' };
  const rules = [
    { apiGroups: groups, resources: [...resources, 'pods', 'poddisruptionbudgets'], verbs: ['get', 'list'] },
  ];
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: role,
      subjects: [{ kind: 'ServiceAccount', name: 'onlooker', namespace: NAMESPACE }],
    },
  ];
}

const plural = (kind: string): string => `${kind.toLowerCase().replace(/y$/, 'ie')}s`;

/** The cluster `production` is this one to whoever has this home folder, who comes as the onlooker. */
async function describeCluster(): Promise<void> {
  const config = JSON.parse(await kubectl(['config', 'view', '--raw', '--minify', '-o', 'json']));
  const token = (await kubectl(['create', 'token', 'onlooker', '-n', NAMESPACE])).trim();
  config.users = [{ name: config.users[0].name, user: { token } }];
  write('kubeconfig', JSON.stringify(config));
  write('.prodigy/kubernetes.yaml', stringify({ clusters: { production: { namespace: NAMESPACE } } }));
  write('manifests/production/_tenant/tenant.yaml', tenant.map(manifestText).join('---\n'));
  for (const [runId, objects] of runs)
    write(`manifests/production/${runId}/run.yaml`, objects.map(manifestText).join('---\n'));
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(home, name)), { recursive: true });
  writeFileSync(join(home, name), text);
}

async function told(): Promise<{ status: number | null; stderr: string; findings: string[] }> {
  const flags = ['--live', '--cluster', 'production', '-o', 'json'];
  const env = { HOME: home, KUBECONFIG: join(home, 'kubeconfig') };
  const { status, stdout, stderr } = await prodigyAs(env, 'diff', join(home, 'manifests'), ...flags);
  const { findings = [] } = stdout === '' ? {} : JSON.parse(stdout);
  return {
    ...{ status, stderr },
    findings: findings.map(
      (one: { verdict: string; object: string; message: string }) => `${one.verdict}: ${one.object}: ${one.message}`,
    ),
  };
}

const patch = (kind: string, name: string, body: object) =>
  kubectl(['patch', kind, name, '-n', NAMESPACE, '--type=merge', '-p', JSON.stringify(body)]);

test('what was applied is as it is rendered, whatever the API server made of it', async () => {
  expect(await told()).toEqual({ status: 0, stderr: expect.any(String), findings: [] });
});

test('what somebody changed by hand is told as what becomes of it, and the size of a run is its own', async () => {
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['delete'] }];
  const role = JSON.parse(await kubectl(['get', 'role', runAccountName(RUN), '-n', NAMESPACE, '-o', 'json']));
  await patch('role', runAccountName(RUN), { rules: [...role.rules, ...rules] });
  await patch('networkpolicy', networkPolicyName(RUN, 'agents'), { spec: { egress: [] } });
  await patch('serviceaccount', agentAccountName(RUN), { automountServiceAccountToken: true });
  await patch('job', jobName(RUN), { spec: { completions: 5, parallelism: 5 } });
  await patch('job', jobName(RUN), { metadata: { annotations: { 'example.com/seen': 'yes' } } });
  await kubectl(['delete', 'service', redisName(RUN), '-n', NAMESPACE]);
  expect(await told()).toEqual({
    status: 1,
    stderr: '0 must not merge, 1 needs a human, 4 nothing of note\n',
    findings: [
      expect.stringMatching(
        /^wider-rights: NetworkPolicy\/prodigy-tidy-agents: connections are newly open: .*agent -> workspace: TCP\/8080/,
      ),
      'in-place: NetworkPolicy/prodigy-tidy-agents: takes effect on new connections',
      'in-place: Role/prodigy-run-tidy: no longer grants: delete pods',
      'in-place: Service/prodigy-redis-tidy: the object is created',
      'in-place: ServiceAccount/prodigy-agent-tidy: pods no longer get a token for the API server',
    ],
  });
});

test('it asked for nothing but to look, and for no Secret', () => {
  const asked = auditText()
    .split('\n')
    .filter((line) => line.includes(`system:serviceaccount:${NAMESPACE}:onlooker`))
    .map((line) => JSON.parse(line));
  expect(new Set(asked.map(({ verb }) => verb))).toEqual(new Set(['get', 'list']));
  expect(asked.filter(({ objectRef }) => objectRef?.resource === 'secrets')).toEqual([]);
});
