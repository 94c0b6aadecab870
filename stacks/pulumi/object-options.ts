import { Label } from '../../contract/labels';
import type { KubernetesObject } from '../kubernetes-object';
import { DEFAULT_POLICIES, type StackPolicies } from './policies';

/** What the engine is told of one object. Parent, provider and dependencies come from where it is deployed. */
export interface ObjectOptions {
  /** Properties whose changes are no changes. */
  readonly ignoreChanges?: string[];
  /** Whether an `up` or `destroy` that would delete it is refused. */
  readonly protect?: boolean;
  /** Whether it stays on the cluster when it leaves the stack. */
  readonly retainOnDelete?: boolean;
  /** Id of the object that is taken over. */
  readonly import?: string;
}

/** Annotations with which the provider is told what to wait for. */
const SKIP_AWAIT = { 'pulumi.com/skipAwait': 'true' };
const UNTIL_STARTED = { 'pulumi.com/waitFor': 'jsonpath={.status.startTime}' };

/**
 * Kinds that `up` never waits for: a StatefulSet is scaled to nothing when its run ends, and a Service waits for pods
 * of a set that comes later.
 */
const NOT_AWAITED = ['StatefulSet', 'Service'];

/** Kinds that hold what people made, or hold what holds it: a namespace takes its claims along. */
const KEEPS_DATA = ['PersistentVolumeClaim', 'Namespace'];

/**
 * Kinds to whose spec the cluster adds what only a replacement takes away again, such as the address of a Service. An
 * import takes that for asked for, so they are taken over as they are asked for instead.
 */
const COMPLETED_BY_CLUSTER = ['PersistentVolumeClaim', 'Service', 'StatefulSet'];

/**
 * The options of one object: the engine would replace what Kubernetes changes in place, and delete what only people
 * may delete.
 *
 * | kind | option | why |
 * | --- | --- | --- |
 * | Job | `ignoreChanges: ["spec"]` | the run changes its own size, the plugin would replace a Job for that, and a replaced Job is a killed run |
 * | claim, namespace | `retainOnDelete`, `protect` by {@link StackPolicies.claims} | to delete one is to lose data |
 * | all of a run | `retainOnDelete` by {@link StackPolicies.replacedRuns} | the next run must not end the one before |
 */
export function objectOptions(object: KubernetesObject, policies: StackPolicies = {}): ObjectOptions {
  const { importExisting } = { ...DEFAULT_POLICIES, ...policies };
  return {
    ...(object.kind === 'Job' && { ignoreChanges: ['spec'] }),
    ...departure(object, policies),
    ...(importExisting && !COMPLETED_BY_CLUSTER.includes(object.kind) && { import: objectId(object) }),
  };
}

/** What becomes of an object that leaves the stack. */
function departure({ kind, metadata }: KubernetesObject, policies: StackPolicies): ObjectOptions {
  const { claims, replacedRuns } = { ...DEFAULT_POLICIES, ...policies };
  if (KEEPS_DATA.includes(kind)) {
    if (claims === 'delete') return {};
    return { retainOnDelete: true, ...(claims === 'protect' && { protect: true }) };
  }
  const ofRun = metadata.labels?.[Label.RUN_ID] !== undefined;
  return ofRun && replacedRuns === 'retain' ? { retainOnDelete: true } : {};
}

/** An object as the provider gets it: annotated with what `up` is to wait for. */
export function awaited(object: KubernetesObject, policies: StackPolicies = {}): KubernetesObject {
  const hints = awaitHints(object.kind, policies.waitForRun ?? DEFAULT_POLICIES.waitForRun);
  if (!hints) return object;
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...hints } } };
}

function awaitHints(kind: string, waitForRun: Required<StackPolicies>['waitForRun']) {
  if (kind === 'Job') return waitForRun === 'started' ? UNTIL_STARTED : SKIP_AWAIT;
  return NOT_AWAITED.includes(kind) ? SKIP_AWAIT : undefined;
}

/** What the provider knows an object by, and what its resource is called: `namespace/name`. */
export const objectId = ({ metadata: { namespace, name } }: Pick<KubernetesObject, 'metadata'>): string =>
  namespace === undefined ? name : `${namespace}/${name}`;
