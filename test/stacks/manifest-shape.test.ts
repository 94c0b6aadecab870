import { manifestFolders } from '../../stacks/read-manifests';

const read = (text: string) => manifestFolders(new Map([['edge/a/b.yaml', text]])).get('edge/a');
const manifest = (rest: string): string => `apiVersion: v1\nkind: Any\nmetadata: {name: a}\n${rest}\n`;

test.each([
  [
    'spec: {egress: [null]}',
    "'spec.egress[0]' must match the schema of its kind: Invalid input: expected object, received null",
  ],
  [
    'rules: [{verbs: get}]',
    "'rules[0].verbs' must match the schema of its kind: Invalid input: expected array, received string",
  ],
  [
    'rules: [{nonResourceURLs: [1]}]',
    "'rules[0].nonResourceURLs[0]' must match the schema of its kind: Invalid input: expected string, received number",
  ],
  [
    'spec: {template: {spec: {containers: {}}}}',
    "'spec.template.spec.containers' must match the schema of its kind: Invalid input: expected array, received object",
  ],
  [
    'spec: {egress: [{to: [{ipBlock: {cidr: "fd00::/129"}}]}]}',
    "'spec.egress[0].to[0].ipBlock.cidr' must match the schema of its kind: expected a block of addresses such as 10.0.0.0/8 or " +
      '2001:db8::/32, received fd00::/129',
  ],
  [
    'spec: {egressDeny: [{toCIDRSet: [{cidr: "::/0", except: ["::1"]}]}]}',
    "'spec.egressDeny[0].toCIDRSet[0].except[0]' must match the schema of its kind: expected a block of addresses such as " +
      '10.0.0.0/8 or 2001:db8::/32, received ::1',
  ],
  [
    'specs: [{egress: [{toCIDR: ["10.0.0.0/33"]}]}]',
    "'specs[0].egress[0].toCIDR[0]' must match the schema of its kind: expected a block of addresses such as 10.0.0.0/8 or " +
      '2001:db8::/32, received 10.0.0.0/33',
  ],
  [
    'spec: {ingressDeny: [{fromEntities: world}]}',
    "'spec.ingressDeny[0].fromEntities' must match the schema of its kind: Invalid input: expected array, received string",
  ],
  [
    'spec: {egress: [{toPorts: [{ports: [{port: "1", endPort: 1e12}]}]}]}',
    "'spec.egress[0].toPorts[0].ports[0].endPort' must match the schema of its kind: Too big: expected number to be <=65535",
  ],
  [
    'spec: {egress: [{toPorts: [{ports: {port: "1"}}]}]}',
    "'spec.egress[0].toPorts[0].ports' must match the schema of its kind: Invalid input: expected array, received object",
  ],
  [
    'spec: {ingress: [{ports: [{port: 1, endPort: 1e12}]}]}',
    "'spec.ingress[0].ports[0].endPort' must match the schema of its kind: Too big: expected number to be <=65535",
  ],
  [
    'spec: {jobTemplate: {spec: {template: {spec: {containers: {}}}}}}',
    "'spec.jobTemplate.spec.template.spec.containers' must match the schema of its kind: Invalid input: expected array, " +
      'received object',
  ],
  [
    'spec: {template: {spec: {volumes: [{name: a, projected: {sources: {}}}]}}}',
    "'spec.template.spec.volumes[0].projected.sources' must match the schema of its kind: Invalid input: expected array, " +
      'received object',
  ],
  ['spec: {replicas: -1}', "'spec.replicas' must match the schema of its kind: Too small: expected number to be >=0"],
])('%s is refused with the file and the place in it', (rest, fault) => {
  expect(() => read(manifest(rest))).toThrow(new Error(`edge/a/b.yaml:1:1: ${fault}`));
});

test.each(['many', '4.5', '-1', '0', '', '0x10', '1e3', '9'.repeat(20)])(
  'as many agents as %j is refused with the file and the place in it',
  (most) => {
    const job = (text: string) =>
      `apiVersion: batch/v1\nkind: Job\nmetadata: {name: a, annotations: {"prodigy.io/max-agents": "${text}"}}\n`;
    expect(() => read(job(most))).toThrow(
      new Error(
        `edge/a/b.yaml:1:1: 'metadata.annotations["prodigy.io/max-agents"]' must match the schema of its kind: expected a whole ` +
          `number that is 1 or more, received ${most}`,
      ),
    );
    expect(read(job('12'))?.objects.size).toBe(1);
  },
);

test('what a pod says of itself must be as others say it of theirs', () => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: {}}\n';
  const fault = "'spec.containers' must match the schema of its kind: Invalid input: expected array, received object";
  expect(() => read(pod)).toThrow(new Error(`edge/a/b.yaml:1:1: ${fault}`));
  expect(read(manifest('spec: {containers: {}}'))?.objects.size).toBe(1);
});

test('blocks of addresses of either kind are as they must be', () => {
  const egress = [
    { to: [{ ipBlock: { cidr: '::/0', except: ['2001:db8::/32'] } }, { ipBlock: { cidr: '10.0.0.0/8' } }] },
    { toCIDR: ['10.0.0.0/8', '10.1.2.3', '::1'], toCIDRSet: [{ cidrGroupRef: 'ours' }] },
  ];
  const objects = read(manifest(`spec: ${JSON.stringify({ egress })}`))?.objects.keys() ?? [];
  expect([...objects]).toMatchObject([{ spec: { egress } }]);
});

test('a value within itself is refused', () => {
  expect(() => read(manifest('spec: &spec {again: *spec}'))).toThrow(
    new Error('edge/a/b.yaml:1:1: not valid YAML: Converting circular structure to JSON'),
  );
});

test('what is null in a mapping is not said', () => {
  const [object] = [...(read(manifest('spec: {egress: null, more: 1}'))?.objects.keys() ?? [])];
  expect(object).toEqual({ apiVersion: 'v1', kind: 'Any', metadata: { name: 'a' }, spec: { more: 1 } });
});
