import type { StackAction } from './stack-engine';

/** What a stack's program says first if its cluster gives no answer. */
const UNREACHABLE = /^the cluster of context .* must answer at /;

/**
 * Add to an error of a stack what its user can do next, where that depends on the action.
 *
 * @see https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/ (`deleteUnreachable`)
 */
export function withWayOut(error: string, action: StackAction, stack: string): string {
  // Objects created by an interrupted `up` are on the cluster, but unknown to the stack.
  if (error.endsWith('already exists'))
    return `${error}: take over what an up that was cut off has made with pulumi config set adoptExisting true, else it is somebody else's`;
  if (action === 'destroy' && UNREACHABLE.test(error))
    return (
      `${error}; if the cluster is gone for good, make the stack forget its objects: ` +
      `PULUMI_K8S_DELETE_UNREACHABLE=true pulumi destroy --stack ${stack}`
    );
  return error;
}
