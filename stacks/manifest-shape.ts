import { z } from 'zod';
import { pathText } from '../review/diff/leaves';
import { BLOCK, blockOf } from '../review/network/address-blocks';

const list = <T extends z.ZodType>(type: T) => z.array(type).optional();
const mapping = <T extends z.ZodRawShape>(shape: T) => z.looseObject(shape).optional();

const text = z.string().optional();
const texts = z.record(z.string(), z.string()).optional();
const amounts = z.record(z.string(), z.union([z.string(), z.number()])).optional();
const count = z.int().min(0).optional();

const selects = z.looseObject({
  matchLabels: texts,
  matchExpressions: list(
    z.looseObject({
      key: z.string(),
      operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
      values: list(z.string()),
    }),
  ),
});
const selector = selects.optional();

const cidr = z.string().refine((text) => blockOf(text) !== undefined, {
  error: ({ input }) => `expected ${BLOCK}, received ${input}`,
});
const block = mapping({ cidr, except: list(cidr) });
const port = z.int().min(1).max(65_535);
const peers = list(z.looseObject({ podSelector: selector, namespaceSelector: selector, ipBlock: block }));
const names = list(z.looseObject({ matchName: text, matchPattern: text }));
const policyRules = list(
  z.looseObject({
    to: peers,
    from: peers,
    toEndpoints: list(selects),
    toFQDNs: names,
    toCIDRSet: list(z.looseObject({ cidr, except: list(cidr) })),
    toPorts: list(z.looseObject({ ports: list(z.looseObject({ port: z.string(), protocol: text })) })),
    ports: list(
      z.looseObject({ protocol: text, port: z.union([port, z.string()]).optional(), endPort: port.optional() }),
    ),
  }),
);

const resources = mapping({ requests: amounts, limits: amounts });
const containers = list(z.looseObject({ name: z.string(), image: text, resources, securityContext: mapping({}) }));
const pod = mapping({
  initContainers: containers,
  containers,
  volumes: list(z.looseObject({ name: z.string() })),
  overhead: amounts,
});

const claim = { accessModes: list(z.string()), resources };
/** Of every kind: no field is a list here and a mapping there. */
const object = z.looseObject({
  metadata: z.looseObject({ namespace: text, labels: texts, annotations: texts }),
  data: texts,
  rules: list(
    z.looseObject({
      apiGroups: list(z.string()),
      resources: list(z.string()),
      resourceNames: list(z.string()),
      verbs: list(z.string()),
    }),
  ),
  spec: mapping({
    ...claim,
    parallelism: count,
    completions: count,
    replicas: count,
    template: mapping({ metadata: mapping({ labels: texts, annotations: texts }), spec: pod }),
    volumeClaimTemplates: list(
      z.looseObject({ metadata: z.looseObject({ name: z.string() }), spec: z.looseObject(claim) }),
    ),
    updateStrategy: mapping({}),
    podSelector: selector,
    policyTypes: list(z.string()),
    ingress: policyRules,
    egress: policyRules,
    endpointSelector: selector,
    egressDeny: policyRules,
    hard: amounts,
  }),
});

/** What in an object is not of the form in which the review reads it; undefined where all of it is. */
export function shapeFault(value: unknown): string | undefined {
  const issue = object.safeParse(value).error?.issues[0];
  if (issue === undefined) return undefined;
  const steps = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : String(step)));
  return `'${pathText(steps)}' must be as its kind has it: ${issue.message}`;
}
