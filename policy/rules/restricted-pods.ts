import { violations } from '../../review/preflight/pod-security';
import { podOf } from '../pods';
import { fieldsOf, kindOf, type Rule } from '../rule';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/**
 * Pods meet the `restricted` profile, and namespaces admit no others.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export const restrictedPods: Rule = {
  name: 'restricted-pods',
  description: "Agents run other people's commands: no pod has more rights than the profile restricted gives.",
  enforcement: 'mandatory',
  violations(resource) {
    if (kindOf(resource) === 'Namespace')
      return openNamespace(fieldsOf(fieldsOf(resource.props.metadata).labels)[ENFORCE]);
    return violations(podOf(resource) ?? {}).map(
      (violation) =>
        `the pod must meet the restricted profile, got ${violation}: set what the Pod Security Standards ask for`,
    );
  },
};

const openNamespace = (level: unknown): string[] =>
  level === 'restricted' ? [] : [`'${ENFORCE}' must be restricted, got ${level ?? 'nothing'}: label the namespace so`];
