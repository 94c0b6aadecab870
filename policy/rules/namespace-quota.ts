import { type CheckedResource, fieldsOf, kindOf, type Rule } from '../rule';

/** Resources that a quota must limit so that no run can use up a cluster. */
const LIMITED = ['pods', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

/** Every namespace of a stack has a quota. */
export const namespaceQuota: Rule = {
  name: 'namespace-quota',
  description: 'One run must not take a whole cluster: every namespace has a quota of pods, CPU and memory.',
  enforcement: 'mandatory',
  violations(resource, all) {
    if (kindOf(resource) !== 'Namespace') return [];
    const namespace = fieldsOf(resource.props.metadata).name;
    const limited = all.filter((other) => isQuotaOf(other, namespace)).flatMap(limitsOf);
    const missing = LIMITED.filter((limit) => !limited.includes(limit));
    if (missing.length === 0) return [];
    return [
      `namespace ${namespace} must have a ResourceQuota for ${LIMITED.join(', ')}, got none for ${missing.join(', ')}: ` +
        "set 'quota' of its cluster",
    ];
  },
};

const isQuotaOf = (resource: CheckedResource, namespace: unknown): boolean =>
  kindOf(resource) === 'ResourceQuota' && fieldsOf(resource.props.metadata).namespace === namespace;

const limitsOf = ({ props }: CheckedResource): string[] => Object.keys(fieldsOf(fieldsOf(props.spec).hard));
