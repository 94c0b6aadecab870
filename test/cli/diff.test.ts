import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decided } from '../../cli/diff-groups';
import { diffLines } from '../../cli/diff-lines';
import { diffMarkdown } from '../../cli/diff-markdown';
import type { DiffFinding } from '../../review/diff/finding';
import { Scratch } from './prodigy';

const root = join(__dirname, '..', '..');
const scratch = new Scratch();
const FOLDER = 'manifests/edge/refresh-docs';
const { edge: RUN } = JSON.parse(readFileSync(join(root, 'workflows/refresh-docs/run.lock'), 'utf8'));

/** A history of three commits: what is rendered, more memory for Redis, and a claim that shrank. */
beforeAll(() => {
  cpSync(join(root, FOLDER), join(scratch.path, FOLDER), { recursive: true });
  scratch.commit();
  edited(`${FOLDER}/statefulset.redis.yaml`, 'memory: 128Mi', 'memory: 256Mi');
  scratch.git('commit', '-q', '-a', '-m', 'More memory');
  edited(`${FOLDER}/persistentvolumeclaim.redis.yaml`, 'storage: 1Gi', 'storage: 512Mi');
});
afterAll(() => scratch.remove());

function edited(path: string, from: string, to: string): void {
  const file = join(scratch.path, path);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replaceAll(from, to));
}

test('two revisions are compared without a working tree, and what stops is told', () => {
  const { status, stdout, stderr } = scratch.prodigy('diff', 'HEAD~1', 'HEAD');
  expect(stderr).toBe('0 must not merge, 1 needs a human, 1 nothing of note\n');
  expect(stdout).toBe(
    `edge: ${RUN}
  replacement (needs a human): StatefulSet/prodigy-redis-${RUN}, ${FOLDER}/statefulset.redis.yaml
    the pod is recreated: agents wait until Redis is back
    - spec.template.spec.containers[redis].resources.requests.memory: 128Mi
    + spec.template.spec.containers[redis].resources.requests.memory: 256Mi
    (https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#rolling-updates)
  cost (nothing of note): StatefulSet/prodigy-redis-${RUN}, ${FOLDER}/statefulset.redis.yaml
    requests memory 128Mi -> 256Mi
    - spec.template.spec.containers[redis].resources.requests.memory: 128Mi
    + spec.template.spec.containers[redis].resources.requests.memory: 256Mi
    (https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/)
`,
  );
  expect(status).toBe(1);
});

test('a folder is compared with a revision; what must not be merged exits 3, and a policy may say otherwise', () => {
  const { status, stdout } = scratch.prodigy('diff', 'HEAD', 'manifests', '-o', 'json');
  expect(status).toBe(3);
  const { decision, findings } = JSON.parse(stdout);
  expect(decision).toBe('must-not-merge');
  expect(findings.map(({ verdict }: DiffFinding) => verdict)).toEqual(['rejected', 'data-loss', 'cost']);
  scratch.write('lax.yaml', 'targets:\n  edge: {rejected: nothing-of-note, data-loss: nothing-of-note}\n');
  expect(scratch.prodigy('diff', 'HEAD', 'manifests', '--policy', 'lax.yaml').status).toBe(0);
});

test('a target of the policy that neither side has is told with those that there are, and nothing else changes', () => {
  scratch.write('typo.yaml', 'targets:\n  edge: {}\n  edges: {rejected: nothing-of-note}\n  production: {budget: 5}\n');
  const { status, stderr } = scratch.prodigy('diff', 'HEAD', 'manifests', '--policy', 'typo.yaml');
  expect(status).toBe(3);
  expect(stderr.split('\n').filter((line) => line.startsWith('typo'))).toEqual([
    "typo.yaml:3:3: warning: 'targets' must name targets with manifests on either side, got edges: did you mean 'edge'? " +
      'known targets are edge',
    "typo.yaml:4:3: warning: 'targets' must name targets with manifests on either side, got production: known targets are edge",
  ]);
});

test('a target that only one side has is known to a policy', () => {
  scratch.write('later/later/refresh-docs/a.yaml', '');
  scratch.write('both.yaml', 'targets: {edge: {}, later: {}}\n');
  expect(scratch.prodigy('diff', 'HEAD', 'later', '--policy', 'both.yaml').stderr).not.toContain('both.yaml');
  expect(scratch.prodigy('diff', 'later', 'HEAD', '--policy', 'both.yaml').stderr).not.toContain('both.yaml');
});

test('annotations name the file, at the level of the decision', () => {
  const { stdout } = scratch.prodigy('diff', 'HEAD', 'manifests', '-o', 'github');
  const [first] = stdout.split('\n');
  expect(first).toBe(
    `::error file=${FOLDER}/persistentvolumeclaim.redis.yaml,title=rejected by the API server%3A PersistentVolumeClaim/prodigy-redis-${RUN}::a claim cannot shrink: create a new one and move the data`,
  );
});

test('what is the same is nothing of note', () => {
  const { status, stdout, stderr } = scratch.prodigy('diff', 'manifests', 'manifests');
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  expect(stderr).toBe('0 must not merge, 0 need a human, 0 nothing of note\n');
});

test.each(['./manifests', 'manifests/', 'manifests/edge/..'])(
  'the folder of revisions may be written as %s',
  (path) => {
    const { status, stdout } = scratch.prodigy('diff', 'HEAD~1', 'HEAD', '--path', path);
    expect(status).toBe(1);
    expect(stdout).toContain(
      `  replacement (needs a human): StatefulSet/prodigy-redis-${RUN}, ${FOLDER}/statefulset.redis`,
    );
  },
);

test.each([
  [
    ['HEAD~1', 'HEAD', '--path', 'manifest'],
    "'BASE' or 'HEAD' must contain manifests, got none below HEAD~1:manifest and HEAD:manifest: name the folder that all " +
      'targets are rendered into, of revisions with --path',
  ],
  [
    ['HEAD~1', 'HEAD', '--path', '/'],
    "git ls-tree must read the manifests of a revision, got: fatal: ../../: '../../' is outside repository at ",
  ],
  [
    ['none', 'HEAD'],
    "'BASE' must be a folder or a git revision, got none: name a folder of rendered manifests, or fetch the revision",
  ],
  [
    ['HEAD', '--output=/tmp'],
    "error: option '-o, --output <format>' argument '/tmp' is invalid. Allowed choices are json, markdown, github.",
  ],
  [['HEAD', 'broken'], 'broken/edge/a/job.yaml:2:1: not valid YAML: '],
  [['HEAD'], "'HEAD' must be given, got none: name it, or compare with a cluster: --live --cluster NAME"],
  [
    ['HEAD', 'HEAD', '--cluster', 'edge'],
    "'--cluster' must be given only with --live: two renderings are compared without a cluster",
  ],
  [
    ['HEAD', 'HEAD', '--live', '--cluster', 'edge'],
    "'--live' must be given with one rendering, got two: it is compared with the cluster",
  ],
  [['manifests', '--live'], "'--cluster' must be given with --live, got none: name the cluster"],
  [['HEAD', 'HEAD', '--policy', 'none.yaml'], "'--policy' must name a readable file, got none.yaml: ENOENT: "],
])('%j is refused with one sentence', (args, message) => {
  scratch.write('broken/edge/a/job.yaml', 'kind: [Job\n');
  const { status, stdout, stderr } = scratch.prodigy('diff', ...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr.replace(/^prodigy-k8s: (?=option)/, 'prodigy-k8s: error: ')).toContain(`prodigy-k8s: ${message}`);
  expect(stderr).not.toMatch(/\n\s+at /);
});

const finding = (index: number, lines: number): DiffFinding => ({
  ...{ verdict: 'in-place', target: 'edge', run: `r-${index}`, object: `Job/<b>\`@you\`-${index}`, file: 'a.yaml' },
  ...{ message: 'see @team <img>', source: 's' },
  changes: Array.from({ length: lines }, (_, line) => ({ path: `spec.f${line}`, before: '```', after: line })),
});

test('a comment of many findings is cut with a pointer, the YAML first', () => {
  const all = decided(
    Array.from({ length: 900 }, (_, index) => finding(index, 50)),
    {},
  );
  const text = diffMarkdown(all, 'prodigy-k8s diff a b');
  expect(text.length).toBeLessThanOrEqual(65_000);
  expect(text.length).toBeGreaterThan(60_000);
  expect(text).toMatch(/\nTruncated: run `prodigy-k8s diff a b` to see \d+ more\.\n$/);
});

test('a page that a rule comes from is a link', () => {
  const page = 'https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota';
  const text = diffMarkdown(decided([{ ...finding(1, 0), source: page }], {}), 'c');
  expect(text).toContain(`<sub>\`a.yaml\`, [rule](${page})</sub>\n`);
});

test('a comment makes no mention and no markup of what stands in a manifest', () => {
  const text = diffMarkdown(decided([finding(1, 1)], {}), 'c');
  expect(text).toContain("`Job/<b>'@you'-1`: see &#64;team &#60;img&#62;");
  expect(text).toContain('  ````diff\n  - spec.f0: "```"\n  + spec.f0: 0\n  ````\n');
});

test('of a list only the values are shown that came or went; of another order all that moved', () => {
  const moved = (before: readonly unknown[], after: readonly unknown[]) =>
    diffLines(
      Array.from({ length: Math.max(before.length, after.length) }, (_, index) => ({
        ...{ path: `rules[0].verbs[${index}]`, before: before[index], after: after[index] },
      })).filter((change) => change.before !== change.after),
    );
  expect(moved(['get', 'list', 'watch'], ['list', 'watch'])).toEqual(['- rules[0].verbs: get']);
  expect(moved(['get', 'list', 'get'], ['delete', 'get', 'list'])).toEqual([
    '- rules[0].verbs: get',
    '+ rules[0].verbs: delete',
  ]);
  expect(moved(['get', 'list'], ['list', 'get'])).toEqual([
    '- rules[0].verbs[0]: get',
    '+ rules[0].verbs[0]: list',
    '- rules[0].verbs[1]: list',
    '+ rules[0].verbs[1]: get',
  ]);
});

test('of a text of lines only those that differ are shown', () => {
  expect(diffLines([{ path: 'data', before: 'a\nb\nc\n', after: 'a\nx\ny\nc\n' }])).toEqual([
    ...['  data: |', '-   b', '+   x', '+   y'],
  ]);
  const long = diffLines([{ path: 'data', before: '', after: Array.from({ length: 60 }, String).join('\n') }]);
  expect(long).toHaveLength(42);
  expect(long.at(-1)).toMatch(/^ {4}… \d+ more lines$/);
});

test.each([[['diff', 'before', 'after']], [['preflight', 'after']]])(
  '%j tells of a number of agents that is none with its place, and says nothing else',
  (call) => {
    const job = (most: string) =>
      `apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: a\n  annotations: {prodigy.io/max-agents: ${most}}\n`;
    scratch.write('before/edge/a/job.yaml', job('"4"'));
    scratch.write('after/edge/a/job.yaml', job('many'));
    const { status, stdout, stderr } = scratch.prodigy(...call);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /^prodigy-k8s: \S*after\/edge\/a\/job\.yaml:1:1: 'metadata\.annotations\["prodigy\.io\/max-agents"\]' must match [^\n]*, received many\n$/,
    );
  },
);
