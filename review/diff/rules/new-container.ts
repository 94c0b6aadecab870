import { containersOf, podsOf, type SecurityContext } from '../../pods';
import { appears } from '../conditions';
import type { Condition } from '../rule';

const CONFINED: readonly (string | undefined)[] = ['RuntimeDefault', 'Localhost'];

/**
 * A container was added that is not `restricted`: the settings that it omits are not a change of any field.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export const comesUnrestricted: Condition = (change, pair) => {
  if (!appears(change, pair)) return false;
  const name = change.path.at(-2);
  return podsOf([pair.head]).some(({ spec }) =>
    containersOf(spec)
      .filter((container) => `[${container.name}]` === name)
      .some(({ securityContext }) => !isRestricted({ ...spec.securityContext, ...securityContext })),
  );
};

const isRestricted = ({
  allowPrivilegeEscalation,
  runAsNonRoot,
  capabilities,
  seccompProfile,
}: SecurityContext): boolean =>
  allowPrivilegeEscalation === false &&
  runAsNonRoot === true &&
  capabilities?.drop?.includes('ALL') === true &&
  CONFINED.includes(seccompProfile?.type);
