import { z } from 'zod';
import { Annotation } from '../contract/labels';
import { pathText } from '../review/diff/leaves';
import { policySpec } from './policy-shape';
import { list, mapping, text, texts } from './shape-parts';

const amounts = z.record(z.string(), z.union([z.string(), z.number()])).optional();
const count = z.int().min(0).optional();

const resources = mapping({ requests: amounts, limits: amounts });
const containers = list(z.looseObject({ name: z.string(), image: text, resources, securityContext: mapping({}) }));
const podParts = {
  initContainers: containers,
  containers,
  volumes: list(z.looseObject({ name: z.string(), projected: mapping({ sources: list(z.looseObject({})) }) })),
  overhead: amounts,
};
const template = mapping({ metadata: mapping({ labels: texts, annotations: texts }), spec: mapping(podParts) });

const agents = z
  .string()
  .refine((text) => /^[1-9]\d*$/.test(text) && Number.isSafeInteger(Number(text)), {
    error: ({ input }) => `expected a whole number that is 1 or more, received ${input}`,
  })
  .optional();
const annotations = z
  .object({ [Annotation.MAX_AGENTS]: agents })
  .catchall(z.string())
  .optional();

const claim = { accessModes: list(z.string()), resources };
/** Covers every kind: no field is a list in one kind and a mapping in another. */
const object = z.looseObject({
  metadata: z.looseObject({ namespace: text, labels: texts, annotations }),
  data: texts,
  rules: list(
    z.looseObject({
      apiGroups: list(z.string()),
      resources: list(z.string()),
      resourceNames: list(z.string()),
      nonResourceURLs: list(z.string()),
      verbs: list(z.string()),
    }),
  ),
  spec: mapping({
    ...claim,
    parallelism: count,
    completions: count,
    replicas: count,
    template,
    jobTemplate: mapping({ spec: mapping({ parallelism: count, template }) }),
    volumeClaimTemplates: list(
      z.looseObject({ metadata: z.looseObject({ name: z.string() }), spec: z.looseObject(claim) }),
    ),
    updateStrategy: mapping({}),
    ...policySpec,
    hard: amounts,
  }),
  /** In a CiliumNetworkPolicy, instead of `spec`. */
  specs: list(z.looseObject(policySpec)),
});

/** A Pod has at the top level of its spec what other kinds have in a pod template. */
const pod = object.extend({ spec: object.shape.spec.unwrap().extend(podParts).optional() });

/** The first part of an object whose shape the review cannot read; undefined if there is none. */
export function shapeFault(value: unknown): string | undefined {
  const issue = (Object(value).kind === 'Pod' ? pod : object).safeParse(value).error?.issues[0];
  if (issue === undefined) return undefined;
  const steps = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : String(step)));
  return `'${pathText(steps)}' must match the schema of its kind: ${issue.message}`;
}
