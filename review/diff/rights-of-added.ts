import { inTemplate } from '../pod-template';
import { type PodSpec, podsOf, type Volume } from '../pods';
import type { ReviewedObject } from '../reviewed-object';
import type { DiffFinding } from './finding';
import { objectFindings } from './object-findings';
import { identity, type Placed, runOf } from './rendering';
import { Source } from './rules/sources';
import type { Verdict } from './verdict';

const TOLD: readonly Verdict[] = ['wider-rights', 'credential-reference'];

/** The objects before and after, of one run or of those that runs share. */
export interface Beside {
  readonly base: readonly Placed[];
  readonly head: readonly Placed[];
}

/**
 * Permissions and secret keys that an added object brings, as if its whole content had just been added. Its own are
 * left out: a ServiceAccount that is added with it, or belongs to its run, has no permissions except those reported on
 * their own, and tokens are the account's.
 */
export function rightsOfAdded({ delivery: _, ...placed }: Placed, beside: Beside): DiffFinding[] {
  const before = { ...placed, object: without(placed, beside) };
  return objectFindings(before, placed).filter(
    ({ verdict, source }) => TOLD.includes(verdict) && source !== Source.PROJECTED_TOKEN,
  );
}

/** The object stripped of what it brings, except what a pod may have of its own. */
function without(placed: Placed, beside: Beside): ReviewedObject {
  const { object } = placed;
  const { kind, metadata } = object;
  if (kind === 'ServiceAccount') return { ...object, metadata: { ...metadata, annotations: {} } };
  if (kind === 'Secret') return { ...object, data: undefined, stringData: undefined };
  if (kind === 'ClusterRole') return { ...object, aggregationRule: undefined };
  const [pods] = podsOf([object]);
  if (pods === undefined) return { ...object, spec: {} };
  const steps = inTemplate(kind, 'spec').split('.');
  const own = steps.reduceRight<unknown>((inner, step) => ({ [step]: inner }), ownPart(pods.spec, placed, beside));
  return { ...object, ...(own as object) };
}

function ownPart({ serviceAccountName, volumes = [] }: PodSpec, placed: Placed, beside: Beside): object {
  const isOwnAccount = serviceAccountName !== undefined && ownsAccount(String(serviceAccountName), placed, beside);
  return {
    ...(isOwnAccount ? { serviceAccountName } : {}),
    volumes: volumes.filter((volume) => ownsKeys(volume, placed, beside)),
  };
}

function ownsAccount(name: string, placed: Placed, { base, head }: Beside): boolean {
  const run = runOf(placed);
  if (run !== undefined && name.includes(run)) return true;
  const { namespace } = placed.object.metadata;
  const account = identity({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
  const isIn = (side: readonly Placed[]): boolean => side.some(({ object }) => identity(object) === account);
  return isIn(head) && !isIn(base);
}

/** A Secret with the object's own name belongs to it alone; the pods of a run share the run's keys. */
function ownsKeys(volume: Volume, placed: Placed, { base }: Beside): boolean {
  const isOfRun = runOf(placed) !== undefined;
  const shared = isOfRun ? podsOf(base.map(({ object }) => object)).flatMap(({ spec }) => spec.volumes ?? []) : [];
  const own = [placed.object.metadata.name, ...shared.flatMap(keysIn)];
  const keys = keysIn(volume);
  return keys.length > 0 && (placed.underWay?.isOver === true || keys.every((key) => own.includes(key)));
}

/** The Secrets, or CSI driver attributes, whose keys a volume holds. */
const keysIn = ({ secret, csi, projected }: Volume): string[] => [
  ...[secret?.secretName, ...(projected?.sources ?? []).map((source) => source.secret?.name)].flatMap(
    (name) => name ?? [],
  ),
  ...(csi ? [JSON.stringify([csi.driver, csi.volumeAttributes])] : []),
];
