import { z } from 'zod';
import { pathText } from '../review/diff/leaves';

const list = <T extends z.ZodType>(type: T) => z.array(type).optional();
const mapping = <T extends z.ZodRawShape>(shape: T) => z.looseObject(shape).optional();

const text = z.string().optional();
const texts = z.record(z.string(), z.string()).optional();
const amounts = z.record(z.string(), z.union([z.string(), z.number()])).optional();
const count = z.int().min(0).optional();

const selector = mapping({
  matchLabels: texts,
  matchExpressions: list(
    z.looseObject({
      key: z.string(),
      operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
      values: list(z.string()),
    }),
  ),
});

// Of IPv6 nobody here can say what it opens.
const cidr = z.cidrv4();
const block = mapping({ cidr, except: list(cidr) });
const port = z.int().min(1).max(65_535);
const peers = list(z.looseObject({ podSelector: selector, namespaceSelector: selector, ipBlock: block }));
const policyRules = list(
  z.looseObject({
    to: peers,
    from: peers,
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
