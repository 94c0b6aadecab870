import { claimsOf } from '../claims';
import { counted } from '../counted';
import type { ReviewedObject } from '../reviewed-object';
import { reasonToStay } from './departure';
import type { DiffFinding } from './finding';
import { widerGrants } from './grants';
import { findingAbout } from './object-findings';
import { openNamespace } from './open-namespace';
import { type Placed, runOf } from './rendering';
import { requestsText } from './requests';
import { type Beside, rightsOfAdded } from './rights-of-added';
import { BEYOND_FILES } from './rules/kustomization';
import { Source } from './rules/sources';
import { agentsOf, removalStops } from './stops';
import type { Verdict } from './verdict';

/**
 * Findings about an added object of an existing run.
 *
 * @param beside its run, or the shared objects, before and after.
 */
export function addedFindings(head: Placed, beside: Beside): DiffFinding[] {
  const { object } = head;
  const none: ReviewedObject = { ...object, rules: [] };
  const grants = object.kind.endsWith('Role') ? widerGrants(none, object) : [];
  const tell = teller(head);
  if (object.kind === 'Kustomization') return tell('wider-rights', BEYOND_FILES, Source.KUSTOMIZATION);
  const wider = [
    ...(grants.length > 0 ? tell('wider-rights', `now grants: ${grants.join(', ')}`, Source.ROLE) : []),
    ...(object.kind.endsWith('RoleBinding') ? tell('wider-rights', 'a role is granted to a subject', Source.ROLE) : []),
    ...rightsOfAdded(head, beside),
    ...openNamespace(head),
  ];
  if (wider.some(({ verdict }) => verdict === 'rejected')) return wider;
  const requests = requestsText(undefined, object);
  const cost = requests === '' ? [] : tell('cost', `requests ${requests}`, Source.RESOURCES);
  return [...wider, ...cost, ...tell('in-place', 'the object is created', Source.APPLY)];
}

/** Findings about a removed object of a remaining run. */
export function removedFindings(base: Placed): DiffFinding[] {
  const { object } = base;
  const tell = teller(base);
  if (object.kind === 'Kustomization')
    return tell('in-place', 'the files are applied as they are', Source.KUSTOMIZATION);
  const stays = reasonToStay(base);
  if (stays !== undefined) return tell('in-place', `it is no longer rendered, but stays: ${stays}`, Source.REMOVAL);
  const requests = requestsText(object, undefined);
  const cost = requests === '' ? [] : tell('cost', `requests ${requests}`, Source.RESOURCES);
  if (object.kind === 'Namespace')
    return tell('data-loss', 'the namespace is deleted with everything in it, including claims', Source.REMOVAL);
  if (claimsOf([object]).length > 0 && object.kind === 'PersistentVolumeClaim')
    return [...tell('data-loss', 'the claim is deleted with its data', Source.CLAIM_DELETION), ...cost];
  if (object.kind === 'NetworkPolicy' || object.kind === 'CiliumNetworkPolicy')
    return tell(
      'wider-rights',
      'only the remaining policies restrict the connections of its pods',
      Source.NETWORK_POLICY,
    );
  if (object.kind === 'ResourceQuota' || object.kind === 'LimitRange')
    return tell('wider-rights', 'the resources of the namespace are no longer limited by it', Source.QUOTA);
  const stops = removalStops(object, base.underWay);
  if (stops !== '') return [...tell('replacement', `the object is deleted: ${stops}`, Source.REMOVAL), ...cost];
  return tell('in-place', 'the object is deleted', Source.REMOVAL);
}

/** Findings about a new run. */
export function newRunFindings(objects: readonly Placed[], before: string | undefined): DiffFinding[] {
  const first = face(objects);
  if (first.underWay?.isOver)
    return about(first, 'in-place', 'the run is over: recreated objects end without doing any work', Source.RUN);
  const place = before === undefined ? '' : `, in place of ${before}`;
  const message = `a run${withAgents(objects, ' with')} starts when this is delivered${place}`;
  return about(first, 'new-run', message, Source.RUN);
}

/** Findings about a removed run. */
export function removedRunFindings(objects: readonly Placed[]): DiffFinding[] {
  const claims = objects.filter(({ object }) => object.kind === 'PersistentVolumeClaim');
  const names = (kept: boolean): string =>
    claims
      .filter((claim) => (reasonToStay(claim) !== undefined) === kept)
      .map(({ object }) => object.metadata.name)
      .sort()
      .join(', ');
  const parts = [
    endText(objects),
    ...(names(true) === '' ? [] : [`its claims ${names(true)} stay`]),
    ...(names(false) === ''
      ? []
      : [`its claims ${names(false)} are deleted with it unless the delivery tool keeps them`]),
  ];
  const isLeft = face(objects).underWay?.isOver === true || reasonToStay(face(objects)) !== undefined;
  return about(face(objects), isLeft ? 'in-place' : 'run-removed', parts.join('; '), Source.REMOVAL);
}

/** What happens to a run that is no longer rendered; a cluster knows whether it is still running. */
function endText(objects: readonly Placed[]): string {
  const { underWay } = face(objects);
  const stays = reasonToStay(face(objects));
  if (underWay?.isOver) return 'the run is over, and its remaining objects are not rendered';
  if (stays !== undefined) {
    const works = underWay === undefined ? 'continues if it is still running' : 'continues';
    return `the run is no longer rendered, but ${works}: ${stays}`;
  }
  if (underWay === undefined) return `the run is ended if it is still running${withAgents(objects, ', which stops')}`;
  const job = objects.find(({ object }) => object.kind === 'Job');
  const stops = job === undefined ? '' : removalStops(job.object, underWay);
  return `the run is in progress but not rendered: pruning ends it, which ${stops}`;
}

/** The object that represents a run: its Job, if it has one. */
const face = (objects: readonly Placed[]): Placed =>
  (objects.find(({ object }) => object.kind === 'Job') ??
    [...objects].sort((a, b) => (a.file < b.file ? -1 : 1))[0]) as Placed;

function withAgents(objects: readonly Placed[], before: string): string {
  const agents = objects.map(({ object }) => agentsOf(object)).find((count) => count !== undefined);
  return agents === undefined ? '' : `${before} ${counted(agents, 'agent')}`;
}

const teller =
  (placed: Placed) =>
  (verdict: Verdict, message: string, source: string): DiffFinding[] => [
    findingAbout(placed, { verdict, message, source, changes: [] }),
  ];

const about = (placed: Placed, verdict: Verdict, message: string, source: string): DiffFinding[] =>
  teller(placed)(verdict, message, source).map((finding) => ({ ...finding, run: runOf(placed) }));
