import { inTemplate } from '../pod-template';
import { type PodSpec, podsOf, type Volume } from '../pods';
import type { ReviewedObject } from '../reviewed-object';
import type { DiffFinding } from './finding';
import { objectFindings } from './object-findings';
import { identity, type Placed, runOf } from './rendering';
import { Source } from './rules/sources';
import type { Verdict } from './verdict';

const TOLD: readonly Verdict[] = ['wider-rights', 'credential-reference'];

/** What was there before, and what is there now, of one run or of what runs share. */
export interface Beside {
  readonly base: readonly Placed[];
  readonly head: readonly Placed[];
}

/**
 * Rights and keys that an object brings which was not there, as if all that it says had just come. Told are those beyond
 * its own: an account that comes with it, or is of its run, has no rights but those that are told of themselves, and
 * tokens are those of the account.
 */
export function rightsOfAdded({ delivery: _, ...placed }: Placed, beside: Beside): DiffFinding[] {
  const before = { ...placed, object: without(placed, beside) };
  return objectFindings(before, placed).filter(
    ({ verdict, source }) => TOLD.includes(verdict) && source !== Source.PROJECTED_TOKEN,
  );
}

/** The object as if it brought nothing: what a pod may have for its own stays in it. */
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

/** A Secret by the name of its object is that object's alone; the pods of a run share the keys of the run. */
function ownsKeys(volume: Volume, placed: Placed, { base }: Beside): boolean {
  const isOfRun = runOf(placed) !== undefined;
  const shared = isOfRun ? podsOf(base.map(({ object }) => object)).flatMap(({ spec }) => spec.volumes ?? []) : [];
  const own = [placed.object.metadata.name, ...shared.flatMap(keysIn)];
  const keys = keysIn(volume);
  return keys.length > 0 && (placed.underWay?.isOver === true || keys.every((key) => own.includes(key)));
}

/** The Secrets, or what a driver is asked for, whose keys a volume holds. */
const keysIn = ({ secret, csi, projected }: Volume): string[] => [
  ...[secret?.secretName, ...(projected?.sources ?? []).map((source) => source.secret?.name)].flatMap(
    (name) => name ?? [],
  ),
  ...(csi ? [JSON.stringify([csi.driver, csi.volumeAttributes])] : []),
];
