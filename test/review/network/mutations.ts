import type { ReviewedObject } from '../../../review/reviewed-object';

// biome-ignore lint/suspicious/noExplicitAny: policies are taken apart field by field
type Part = any;

/** A way to change policies. */
export interface Mutation {
  readonly name: string;
  readonly change: (objects: readonly ReviewedObject[]) => ReviewedObject[];
}

export const isPolicy = ({ kind }: ReviewedObject): boolean => /NetworkPolicy$/.test(kind);

/** Each change of one part of one policy: it is left out, or says more than it should, or something else. */
export const mutations = (policies: readonly ReviewedObject[]): Mutation[] =>
  policies.flatMap((policy) => [leftOut(policy), ...rules(policy)]);

const leftOut = ({ kind, metadata: { name } }: ReviewedObject): Mutation => ({
  name: `${name}: left out`,
  change: (objects) => objects.filter((object) => object.kind !== kind || object.metadata.name !== name),
});

/** A change of a copy of the policy's spec. */
const edit = ({ kind, metadata }: ReviewedObject, name: string, change: (spec: Part) => void): Mutation => ({
  name: `${metadata.name}: ${name}`,
  change: (objects) =>
    objects.map((object) => {
      if (object.kind !== kind || object.metadata.name !== metadata.name) return object;
      const copy = structuredClone(object);
      change(copy.spec);
      return copy;
    }),
});

function rules(policy: ReviewedObject): Mutation[] {
  const spec = policy.spec as Part;
  return ['ingress', 'egress', 'egressDeny'].flatMap((key) =>
    ((spec[key] ?? []) as Part[]).flatMap((rule, index) => {
      const of = (name: string, change: (rule: Part) => void): Mutation =>
        edit(policy, `${key}[${index}] ${name}`, (copy) => change(copy[key][index]));
      return [
        edit(policy, `${key}[${index}] left out`, (copy) => void copy[key].splice(index, 1)),
        ...['ports', 'toPorts', 'to', 'from']
          .filter((field) => rule[field])
          .map((field) => of(`all ${field}`, (copy) => void delete copy[field])),
        ...ports(rule, of),
        ...['to', 'from'].flatMap((field) =>
          ((rule[field] ?? []) as Part[]).flatMap((peer, at) => peers(peer, field, at, of)),
        ),
        ...named(rule, of),
      ];
    }),
  );
}

type Of = (name: string, change: (rule: Part) => void) => Mutation;

const ports = (rule: Part, of: Of): Mutation[] =>
  ((rule.ports ?? []) as Part[]).flatMap((_, at) => [
    of(`ports[${at}] another`, (copy) => {
      copy.ports[at].port += 1;
    }),
    ...(rule.ports.length > 1 ? [of(`ports[${at}] left out`, (copy) => void copy.ports.splice(at, 1))] : []),
  ]);

function peers(peer: Part, field: string, at: number, of: Of): Mutation[] {
  const to = (name: string, change: (peer: Part) => void): Mutation =>
    of(`${field}[${at}] ${name}`, (copy) => change(copy[field][at]));
  const { podSelector, namespaceSelector, ipBlock } = peer;
  const found: Mutation[] = [];
  if (podSelector)
    found.push(
      to('any pod', (copy) => {
        copy.podSelector = {};
      }),
    );
  if (namespaceSelector)
    found.push(
      to('any namespace', (copy) => {
        copy.namespaceSelector = {};
      }),
    );
  if (podSelector && !namespaceSelector)
    found.push(
      to('elsewhere', (copy) => {
        copy.namespaceSelector = {};
      }),
    );
  if (ipBlock)
    found.push(
      to('other addresses', (copy) => {
        copy.ipBlock.cidr = '198.18.0.0/15';
      }),
    );
  for (const [exception, cidr] of ((ipBlock?.except ?? []) as string[]).entries())
    found.push(to(`not without ${cidr}`, (copy) => void copy.ipBlock.except.splice(exception, 1)));
  return found;
}

/** What only Cilium's policies have. */
const named = (rule: Part, of: Of): Mutation[] => [
  ...((rule.toFQDNs ?? []) as Part[]).map((_, at) =>
    of(`toFQDNs[${at}] another`, (copy) => {
      copy.toFQDNs[at] = { matchName: 'x.org' };
    }),
  ),
  ...(rule.toEndpoints
    ? [
        of('any pod', (copy) => {
          copy.toEndpoints[0].matchLabels = {};
        }),
      ]
    : []),
  ...(rule.toCIDRSet
    ? [
        of('other addresses', (copy) => {
          copy.toCIDRSet[0] = { cidr: '198.18.0.0/15' };
        }),
      ]
    : []),
];
