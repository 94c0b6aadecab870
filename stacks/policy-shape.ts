import { z } from 'zod';
import { asBlock, BLOCK, blockOf } from '../review/network/address-blocks';
import { list, mapping, text, texts } from './shape-parts';

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
/** Cilium accepts a single address as a block. */
const blockText = z.string().refine((text) => blockOf(asBlock(text)) !== undefined, {
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
    fromEndpoints: list(selects),
    toCIDR: list(blockText),
    toCIDRSet: list(z.looseObject({ cidr: cidr.optional(), except: list(cidr) })),
    toEntities: list(z.string()),
    fromEntities: list(z.string()),
    toPorts: list(
      z.looseObject({
        ports: list(z.looseObject({ port: z.string(), endPort: port.optional(), protocol: text })),
      }),
    ),
    ports: list(
      z.looseObject({ protocol: text, port: z.union([port, z.string()]).optional(), endPort: port.optional() }),
    ),
  }),
);

/** The parts that are read of the spec of a NetworkPolicy or a CiliumNetworkPolicy. */
export const policySpec = {
  podSelector: selector,
  policyTypes: list(z.string()),
  endpointSelector: selector,
  ingress: policyRules,
  egress: policyRules,
  ingressDeny: policyRules,
  egressDeny: policyRules,
  enableDefaultDeny: mapping({ ingress: z.boolean().optional(), egress: z.boolean().optional() }),
};
