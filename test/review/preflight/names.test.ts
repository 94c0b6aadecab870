import { labels } from '../../../review/preflight/labels';
import { names } from '../../../review/preflight/names';
import { complaints, job, object, statefulSet } from '../subjects';

const texts = (...objects: Parameters<typeof complaints>[1]) => complaints(names, objects).map(({ text }) => text);
const indexed = (name: string, completions: number) => ({
  ...job({ completionMode: 'Indexed', completions }),
  metadata: { name },
});

test('the pods of an Indexed Job are hosts: name, dash and index have 63 characters at most', () => {
  expect(texts(indexed('j'.repeat(61), 10))).toEqual([]);
  expect(complaints(names, [indexed('j'.repeat(61), 11)])).toEqual([
    {
      about: 'j'.repeat(61),
      severity: 'error',
      text: "'metadata.name' must have at most 60 characters, got 61: choose a shorter --run-id",
      reason:
        'the host names of its pods are its name and their index, at most 63 characters, so no pod could be created',
    },
  ]);
});

test('a StatefulSet leaves room for the hash in the label of its pods', () => {
  expect(texts(statefulSet('s'.repeat(52), {}))).toEqual([]);
  expect(complaints(names, [statefulSet('s'.repeat(53), {})])[0]).toMatchObject({
    text: "'metadata.name' must have at most 52 characters, got 53: choose a shorter --run-id",
    reason: 'a label of its pods has the name and a hash, at most 63 characters, so no pod could be created',
  });
});

test.each([
  [
    object('ConfigMap', 'Config'),
    "'metadata.name' must be lower-case letters, digits, dashes and dots, at most 253, got Config: rename it",
  ],
  [
    object('Namespace', 'team.a'),
    "'metadata.name' must be lower-case letters, digits and dashes, at most 63, got team.a: rename it",
  ],
  [
    object('Service', '1redis'),
    "'metadata.name' must start with a letter, followed by up to 62 lower-case letters, digits and dashes, got 1redis: rename it",
  ],
  [
    job({}, { containers: [{ name: 'my_agent' }] }),
    "'containers' must be lower-case letters, digits and dashes, at most 63, got my_agent: rename it",
  ],
  [
    job({}, { initContainers: [{ name: 'A' }] }),
    "'initContainers' must be lower-case letters, digits and dashes, at most 63, got A: rename it",
  ],
  [
    job({}, { volumes: [{ name: 'a.b' }] }),
    "'volumes' must be lower-case letters, digits and dashes, at most 63, got a.b: rename it",
  ],
])('%j is not named as Kubernetes wants', (one, message) => {
  expect(texts(one)).toEqual([message]);
});

test('names with dots are names of most objects', () => {
  expect(texts(object('ConfigMap', 'a.b-c.d1'))).toEqual([]);
  expect(texts(object('ConfigMap', 'a..b'))).toHaveLength(1);
});

const labelled = (found: Record<string, string>) =>
  complaints(labels, [{ ...object('ConfigMap', 'c'), metadata: { name: 'c', labels: found } }]).map(({ text }) => text);

test('a label that Kubernetes does not take is an error', () => {
  expect(labelled({ workflow: 'has spaces' })).toEqual([
    "'metadata.labels' must be at most 63 letters, digits, dashes, underscores and dots, got workflow: has spaces: put longer texts in annotations",
  ]);
  expect(labelled({ workflow: 'x'.repeat(64) })).toHaveLength(1);
  expect(labelled({ 'a/b/c': 'x' })).toHaveLength(1);
  expect(labelled({ 'prodigy.io/run-id': 'x'.repeat(63), empty: '' })).toEqual([]);
});

test('labels of pods are looked at too', () => {
  const template = { metadata: { labels: { run: '-x' } }, spec: {} };
  const [found] = complaints(labels, [object('Job', 'agents', { spec: { template } })]);
  expect(found?.text).toContain("'spec.template.metadata.labels' must be at most 63 ");
  const spec = { jobTemplate: { spec: { template } } };
  const [other] = complaints(labels, [object('CronJob', 'nightly', { spec })]);
  expect(other?.text).toContain("'spec.jobTemplate.spec.template.metadata.labels' must be at most 63 ");
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels: { run: '-x' } }, spec: {} };
  expect(complaints(labels, [pod])).toHaveLength(1);
});

test('annotations have 256 KiB together', () => {
  const annotated = (bytes: number) =>
    complaints(labels, [{ ...object('Job', 'j'), metadata: { name: 'j', annotations: { a: 'x'.repeat(bytes - 1) } } }]);
  expect(annotated(262144)).toEqual([]);
  expect(annotated(262145)[0]?.text).toBe(
    "'metadata.annotations' must have at most 262144 bytes, got 262145: keep long texts in a ConfigMap",
  );
});
