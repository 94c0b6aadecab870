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
      text: "'metadata.name' must have at most 60 characters, got 61: name the run with a shorter --run-id",
      reason: 'its pods are hosts named by it and their index, and host names have 63, so no pod could be made',
    },
  ]);
});

test('a StatefulSet leaves room for the hash in the label of its pods', () => {
  expect(texts(statefulSet('s'.repeat(52), {}))).toEqual([]);
  expect(complaints(names, [statefulSet('s'.repeat(53), {})])[0]).toMatchObject({
    text: "'metadata.name' must have at most 52 characters, got 53: name the run with a shorter --run-id",
    reason: 'its pods carry the name and a hash in a label of 63 characters, so no pod could be made',
  });
});

test.each([
  [
    object('ConfigMap', 'Config'),
    "'metadata.name' must be lower-case letters, digits, dashes and dots, at most 253, got Config: name it so",
  ],
  [
    object('Namespace', 'team.a'),
    "'metadata.name' must be lower-case letters, digits and dashes, at most 63, got team.a: name it so",
  ],
  [
    object('Service', '1redis'),
    "'metadata.name' must start with a letter, then up to 62 lower-case letters, digits and dashes, got 1redis: name it so",
  ],
  [
    job({}, { containers: [{ name: 'my_agent' }] }),
    "'containers' must be lower-case letters, digits and dashes, at most 63, got my_agent: name it so",
  ],
  [
    job({}, { initContainers: [{ name: 'A' }] }),
    "'initContainers' must be lower-case letters, digits and dashes, at most 63, got A: name it so",
  ],
  [
    job({}, { volumes: [{ name: 'a.b' }] }),
    "'volumes' must be lower-case letters, digits and dashes, at most 63, got a.b: name it so",
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
    "'metadata.labels' must be at most 63 letters, digits, dashes, underscores and dots, got workflow: has spaces: put longer texts into annotations",
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
