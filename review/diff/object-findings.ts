import { objectName } from '../reviewed-object';
import { type Change, changesOf } from './change';
import type { DiffFinding } from './finding';
import { fewerGrants, widerGrants } from './grants';
import { shown } from './mask';
import { identity, type Placed, runOf } from './rendering';
import { requestsText } from './requests';
import { type Pair, type Rule, ruleFor } from './rule';
import { tablesOf } from './rules';
import { pulumiRule } from './rules/pulumi';
import { Source } from './rules/sources';
import { stopsText } from './stops';
import type { Verdict } from './verdict';

/** Result of a rule for some changes of one object. */
type Told = Pick<DiffFinding, 'verdict' | 'message' | 'source'> & { readonly changes: readonly Change[] };

/** These verdicts do not apply if the API server rejects the object. */
const MOOT: readonly Verdict[] = ['replacement', 'in-place', 'cosmetic'];

/** Findings about an object in both renderings; empty if it is unchanged. */
export function objectFindings(base: Placed, head: Placed): DiffFinding[] {
  const pair = { base: base.object, head: head.object, delivery: head.delivery, underWay: base.underWay };
  const changes = changesOf(pair.base, pair.head);
  if (changes.length === 0) return [];
  const grants = grantFindings(changes, pair);
  const others = grants.length === 0 ? changes : changes.filter(({ path }) => path[0] !== 'rules');
  const told = [...byRules(others, pair), ...grants, ...costFindings(changes, pair)];
  const refused = told.some(({ verdict }) => verdict === 'rejected');
  return told.filter(({ verdict }) => !(refused && MOOT.includes(verdict))).map((one) => findingAbout(head, one));
}

/** A finding about an object, with its changes masked. */
export function findingAbout(placed: Placed, told: Told): DiffFinding {
  const { target, file, object } = placed;
  return {
    ...{ verdict: told.verdict, target, run: runOf(placed), object: objectName(object), file },
    ...{ message: told.message, source: told.source, changes: told.changes.map((change) => shown(change, object)) },
  };
}

/** The changes grouped by the meaning that rules give them. */
function byRules(changes: readonly Change[], pair: Pair): Told[] {
  const told = new Map<string, Told & { changes: Change[] }>();
  const tell = (verdict: Verdict, means: string, source: string, change: Change): void => {
    const key = `${verdict} ${means}`;
    const earlier = told.get(key);
    if (earlier) earlier.changes.push(change);
    else told.set(key, { verdict, message: messageOf(verdict, means, pair), source, changes: [change] });
  };
  for (const change of changes) {
    for (const { verdict, also, means, source } of rulesFor(change, pair)) {
      tell(verdict, means, source, change);
      if (also) tell(also.verdict, also.means, source, change);
    }
  }
  return [...told.values()];
}

function rulesFor(change: Change, pair: Pair): Rule[] {
  if (identity(pair.base) !== identity(pair.head)) return [];
  const delivered = pair.delivery === 'pulumi' ? pulumiRule(change.path, pair) : undefined;
  const [own, ...others] = tablesOf(pair.head.kind).map((rules) => ruleFor(rules, change, pair));
  const told = [delivered ?? own, ...others].filter((rule) => rule !== undefined);
  // An object that is left alone now may be recreated later, with more permissions then.
  return delivered?.verdict === 'in-place'
    ? told.filter((rule) => rule === delivered || rule.verdict === 'wider-rights')
    : told;
}

function messageOf(verdict: Verdict, means: string, pair: Pair): string {
  const stops = verdict === 'replacement' ? stopsText(pair) : '';
  return stops === '' ? means : `${means}: ${stops}`;
}

/** Permissions are compared as a whole: the order and grouping of rules make no difference. */
function grantFindings(changes: readonly Change[], { base, head }: Pair): Told[] {
  if (head.kind !== 'Role' && head.kind !== 'ClusterRole') return [];
  const rules = changes.filter(({ path }) => path[0] === 'rules');
  const [more, fewer] = [widerGrants(base, head), fewerGrants(base, head)];
  const tell = (verdict: Verdict, means: string, grants: readonly string[]): Told[] =>
    grants.length === 0
      ? []
      : [{ verdict, message: `${means}: ${grants.join(', ')}`, source: Source.ROLE, changes: rules }];
  return [...tell('wider-rights', 'now grants', more), ...tell('in-place', 'no longer grants', fewer)];
}

function costFindings(changes: readonly Change[], { base, head, delivery }: Pair): Told[] {
  if (head.kind === 'Job' && delivery === 'pulumi') return [];
  const text = requestsText(base, head);
  if (text === '') return [];
  const about = changes.filter(({ path }) => path.some((step) => COUNTED.includes(step)));
  return [{ verdict: 'cost', message: `requests ${text}`, source: Source.RESOURCES, changes: about }];
}

/** Path steps of the fields that determine how much an object requests. */
const COUNTED = ['resources', 'parallelism', 'replicas', 'overhead', 'prodigy.io/max-agents'];
