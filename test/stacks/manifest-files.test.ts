import fc from 'fast-check';
import { parse } from 'yaml';
import type { KubernetesObject } from '../../stacks/kubernetes-object';
import { manifestFiles, manifestText } from '../../stacks/manifest-files';

const object = (kind: string, name: string, runId?: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'team-a', labels: runId ? { 'prodigy.io/run-id': runId } : {} },
});

const inOther = (one: KubernetesObject): KubernetesObject => ({
  ...one,
  metadata: { ...one.metadata, namespace: 'team-b' },
});

test('an object is YAML with its fields where people look for them', () => {
  const text = manifestText({
    spec: { b: 1, a: [{ d: 'x', c: '1' }] },
    kind: 'Job',
    metadata: { name: 'j' },
    apiVersion: 'v1',
  });
  expect(text).toBe(`apiVersion: v1
kind: Job
metadata:
  name: j
spec:
  a:
    - c: "1"
      d: x
  b: 1
`);
});

test('several lines stay readable as several lines', () => {
  expect(manifestText({ ...object('ConfigMap', 'c'), data: { 'a.yaml': 'a: 1\n\nb: 2\n' } })).toContain(
    '  a.yaml: |\n    a: 1\n\n    b: 2\n',
  );
});

test('any text survives, for readers of YAML 1.1 and 1.2 alike', () => {
  const awkward = fc.constantFrom(
    'yes',
    '0o17',
    '017',
    '1_000',
    '12:30',
    '1e3',
    'null',
    '~',
    '',
    ' x',
    ' \n',
    'a: b',
    '- a\n',
    '\ta\r\n',
    '\u0000',
  );
  const text = fc.oneof(awkward, fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z \t\r\n#:'"-]*$/));
  fc.assert(
    fc.property(text, (value) => {
      const config: KubernetesObject = { ...object('ConfigMap', 'c'), data: { 'a.yaml': value } };
      const written = manifestText(config);
      for (const version of ['1.1', '1.2'] as const) expect(parse(written, { version })).toEqual(config);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['Job', 'prodigy-a', 'job.yaml'],
  ['StatefulSet', 'prodigy-agent-a', 'statefulset.agent.yaml'],
  ['NetworkPolicy', 'prodigy-a-default-deny', 'networkpolicy.default-deny.yaml'],
  ['ConfigMap', 'something-else', 'configmap.something-else.yaml'],
])('a %s named %s lies in %s, whatever the id', (kind, name, file) => {
  expect([...manifestFiles([object(kind, name, 'a')]).keys()]).toEqual([file]);
  const other = name.replace(/-a(?![a-z])/, '-fix-tests-1f7e0b6a');
  expect([...manifestFiles([object(kind, other, 'fix-tests-1f7e0b6a')]).keys()]).toEqual([file]);
});

test('objects of no run keep their name, the namespace needs none', () => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a' } };
  expect([...manifestFiles([object('LimitRange', 'prodigy-limits'), namespace]).keys()]).toEqual([
    'limitrange.limits.yaml',
    'namespace.yaml',
  ]);
});

test('no object is lost: two of one file are an error', () => {
  expect(() => manifestFiles([object('Role', 'prodigy-run'), object('Role', 'prodigy-run')])).toThrow(
    new Error(
      "'role.run.yaml' must hold one object, got a second named prodigy-run: give one of them a name of its own",
    ),
  );
});

test('no object is lost, of whatever kinds, names and namespaces: each has a file, or it is an error', () => {
  const names = fc.constantFrom('prodigy-run', 'prodigy-a', 'prodigy-run-a', 'run', 'a', 'prodigy-a-run', 'A.b');
  const objects = fc.array(
    fc.record({
      kind: fc.constantFrom('Role', 'RoleBinding', 'ConfigMap', 'Namespace', 'ClusterRole'),
      name: names,
      namespace: fc.constantFrom('team-a', 'team-b', undefined),
      runId: fc.constantFrom('a', 'run', undefined),
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(objects, (described) => {
      const all = described.map(
        ({ kind, name, namespace, runId }): KubernetesObject => ({
          ...object(kind, name, runId),
          metadata: { name, namespace, labels: runId ? { 'prodigy.io/run-id': runId } : {} },
        }),
      );
      let files: ReadonlyMap<string, string>;
      try {
        files = manifestFiles(all);
      } catch (error) {
        expect((error as Error).message).toMatch(/^'[^']+\.yaml' must hold one object, got a second named /);
        return;
      }
      expect([...files.values()]).toEqual(all.map(manifestText));
    }),
  );
});

test.each([
  ['kinds', object('Role', 'prodigy-run'), object('RoleBinding', 'prodigy-run'), 2],
  ['namespaces', object('Role', 'prodigy-run'), inOther(object('Role', 'prodigy-run')), 'role.run.yaml'],
  ['runs', object('Role', 'prodigy-run-a', 'a'), object('Role', 'prodigy-run-b', 'b'), 'role.run.yaml'],
])('objects of two %s: files of their own, or an error that names the file', (_, one, other, outcome) => {
  if (typeof outcome === 'number') expect(manifestFiles([one, other]).size).toBe(outcome);
  else expect(() => manifestFiles([one, other])).toThrow(`'${outcome}' must hold one object, got a second named `);
});

test('no object takes the place of the list of files', () => {
  const list = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: { name: 'a' } };
  expect(() => manifestFiles([list])).toThrow(
    new Error(
      "'kustomization.yaml' must be the list of the folder's files, got an object named a: give it a namespace",
    ),
  );
});
