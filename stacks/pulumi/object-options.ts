import { Label } from '../../contract/labels';
import type { KubernetesObject } from '../kubernetes-object';
import { DEFAULT_POLICIES, type StackPolicies } from './policies';

/** Resource options for one object. Parent, provider and dependencies come from where it is deployed. */
export interface ObjectOptions {
  /** Properties whose changes are ignored. */
  readonly ignoreChanges?: string[];
  /** Whether an `up` or `destroy` that would delete it is refused. */
  readonly protect?: boolean;
  /** Whether it stays on the cluster when it leaves the stack. */
  readonly retainOnDelete?: boolean;
  /** Id of the existing object to import. */
  readonly import?: string;
}

/** Annotations that tell the provider what to wait for. */
const SKIP_AWAIT = { 'pulumi.com/skipAwait': 'true' };
const UNTIL_STARTED = { 'pulumi.com/waitFor': 'jsonpath={.status.startTime}' };

/**
 * Kinds that `up` never waits for: a StatefulSet is scaled to zero when its run ends, and a Service would wait for pods
 * of a StatefulSet that is created later.
 */
const NOT_AWAITED = ['StatefulSet', 'Service'];

/** Kinds that hold people's data: deleting a namespace deletes its claims too. */
const KEEPS_DATA = ['PersistentVolumeClaim', 'Namespace'];

/**
 * Kinds whose spec the cluster completes with fields that cannot be removed without a replacement, such as the address
 * of a Service. An import treats these as part of the program, so such kinds are adopted as declared instead.
 */
const COMPLETED_BY_CLUSTER = ['PersistentVolumeClaim', 'Service', 'StatefulSet'];

/**
 * The options of one object. Without them the engine would replace what Kubernetes changes in place, and delete what
 * only people may delete.
 *
 * | kind | option | why |
 * | --- | --- | --- |
 * | Job | `ignoreChanges: ["spec"]` | the run resizes itself; the provider would replace the Job, which kills the run |
 * | claim, namespace | `retainOnDelete`, `protect` by {@link StackPolicies.claims} | deleting one loses data |
 * | other objects of a run | `retainOnDelete` by {@link StackPolicies.replacedRuns} | the next run must not end it |
 */
export function objectOptions(object: KubernetesObject, policies: StackPolicies = {}): ObjectOptions {
  const { importExisting } = { ...DEFAULT_POLICIES, ...policies };
  return {
    ...(object.kind === 'Job' && { ignoreChanges: ['spec'] }),
    ...departure(object, policies),
    ...(importExisting && !COMPLETED_BY_CLUSTER.includes(object.kind) && { import: objectId(object) }),
  };
}

/** What happens to an object that leaves the stack. */
function departure({ kind, metadata }: KubernetesObject, policies: StackPolicies): ObjectOptions {
  const { claims, replacedRuns } = { ...DEFAULT_POLICIES, ...policies };
  if (KEEPS_DATA.includes(kind)) {
    if (claims === 'delete') return {};
    return { retainOnDelete: true, ...(claims === 'protect' && { protect: true }) };
  }
  const ofRun = metadata.labels?.[Label.RUN_ID] !== undefined;
  return ofRun && replacedRuns === 'retain' ? { retainOnDelete: true } : {};
}

/** An object as the provider gets it: annotated with what `up` waits for. */
export function awaited(object: KubernetesObject, policies: StackPolicies = {}): KubernetesObject {
  const hints = awaitHints(object.kind, policies.waitForRun ?? DEFAULT_POLICIES.waitForRun);
  if (!hints) return object;
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...hints } } };
}

function awaitHints(kind: string, waitForRun: Required<StackPolicies>['waitForRun']) {
  if (kind === 'Job') return waitForRun === 'started' ? UNTIL_STARTED : SKIP_AWAIT;
  return NOT_AWAITED.includes(kind) ? SKIP_AWAIT : undefined;
}

/** The provider's id of an object and the name of its resource: `namespace/name`. */
export const objectId = ({ metadata: { namespace, name } }: Pick<KubernetesObject, 'metadata'>): string =>
  namespace === undefined ? name : `${namespace}/${name}`;
