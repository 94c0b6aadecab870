import { diffAnnotations } from '../../../cli/diff-annotations';
import { decided } from '../../../cli/diff-groups';
import { diffMarkdown } from '../../../cli/diff-markdown';
import { diffText } from '../../../cli/diff-text';
import { diff } from '../../../review/diff/diff';
import { maskedText } from '../../../review/diff/mask';
import type { ReviewedObject } from '../../../review/reviewed-object';

const FIRST = 'canary-first-7f3a';
const SECOND = 'canary-second-9b1c';

const object = (kind: string, rest: Record<string, unknown>, annotations = {}): ReviewedObject => ({
  ...{ apiVersion: 'v1', kind, metadata: { name: 'x', annotations } },
  ...rest,
});

/** Every form in which the findings leave the program. */
function printed(make: (canary: string) => ReviewedObject): string {
  const side = (canary: string) => [{ target: 't', folder: 'f', file: 'x.yaml', object: make(canary) }];
  const findings = decided(diff(side(FIRST), side(SECOND)), {});
  expect(findings).not.toEqual([]);
  return [diffText(findings), diffMarkdown(findings, 'c'), diffAnnotations(findings), JSON.stringify(findings)].join(
    '\n',
  );
}

const container = (env: object) => ({ spec: { template: { spec: { containers: [{ name: 'a', env: [env] }] } } } });

test.each<[string, (canary: string) => ReviewedObject]>([
  ['a Secret', (canary) => object('Secret', { data: { key: canary } })],
  ['a Secret in the clear', (canary) => object('Secret', { stringData: { key: canary } })],
  ['a key of a ConfigMap that tells', (canary) => object('ConfigMap', { data: { 'api-key': canary } })],
  ['binary data', (canary) => object('ConfigMap', { binaryData: { blob: canary } })],
  ['a line of settings', (canary) => object('ConfigMap', { data: { env: `A=1\nDB_PASSWORD=${canary}\n` } })],
  ['a line of YAML', (canary) => object('ConfigMap', { data: { 'w.yaml': `env:\n  API_TOKEN: "${canary}"\n` } })],
  [
    'a block of YAML',
    (canary) => object('ConfigMap', { data: { 'w.yaml': `a: 1\nprivate_key: |\n  ${canary}\n  x\nb: 2\n` } }),
  ],
  ['JSON', (canary) => object('ConfigMap', { data: { 'a.json': `{"user": "me", "password": "${canary}"}` } })],
  ['a URL', (canary) => object('ConfigMap', { data: { url: `https://me:${canary}@git.example.com/a.git` } })],
  [
    'a key file',
    (canary) => object('ConfigMap', { data: { id: `-----BEGIN KEY-----\n${canary}\n-----END KEY-----\n` } }),
  ],
  ['a container’s environment', (canary) => object('Job', container({ name: 'HARMLESS', value: canary }))],
  [
    'what kubectl applied last',
    (canary) => object('ConfigMap', {}, { 'kubectl.kubernetes.io/last-applied-configuration': canary }),
  ],
])('no value of %s is printed, and yet it is seen to change', (_, make) => {
  const text = printed(make);
  expect(text).not.toContain(FIRST);
  expect(text).not.toContain(SECOND);
  expect(text).toContain('<hidden, changed>');
});

test('what is not secret is printed as it is', () => {
  const text = 'agents: 4\nimage: example.com/agent:2\nsort_keys: yes\n';
  expect(maskedText(text)).toBe(text);
});
