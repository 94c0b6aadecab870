import { podsOf } from '../pods';
import type { Check, Complaint, Subject } from './check';
import { valuesWanted } from './nodes';

const SOURCE = 'https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-arch';
const LABEL = 'kubernetes.io/arch';

/** The most common architecture, and the default for building images. */
const USUAL = 'amd64';

/** Whether pods select nodes of the cluster's architecture, which their images must be built for. */
export const architecture: Check = {
  name: 'architecture',
  complaints: (subject) => [...otherNodes(subject), ...unusual(subject)],
};

function otherNodes({ objects, facts }: Subject): Complaint[] {
  const { architecture: has = USUAL } = facts;
  return podsOf(objects).flatMap(({ owner, spec }) => {
    const values = valuesWanted(spec, LABEL);
    if (!values || values.includes(has)) return [];
    return {
      severity: 'error',
      about: owner,
      message: `'${LABEL}' must be ${has} like the nodes of the cluster, got ${values.join(', ')}`,
      wayOut: "remove it, or set the cluster's architecture",
      reason: 'no node matches, so the pods stay Pending',
      source: SOURCE,
    };
  });
}

/** An image lock does not record the architectures of its images. */
function unusual({ objects, facts }: Subject): Complaint[] {
  const [pods] = podsOf(objects);
  if (!pods || (facts.architecture ?? USUAL) === USUAL) return [];
  return [
    {
      severity: 'info',
      about: pods.owner,
      message: `'images' must be built for ${facts.architecture}, got an unknown architecture`,
      wayOut: `build them with --platform linux/${facts.architecture}, or for both`,
      reason: 'a binary for another architecture fails with exec format error',
      source: SOURCE,
    },
  ];
}
