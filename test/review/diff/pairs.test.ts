import { changesOf } from '../../../review/diff/change';
import { diff } from '../../../review/diff/diff';
import { pathText } from '../../../review/diff/leaves';
import type { Placed } from '../../../review/diff/rendering';
import type { KubernetesObject } from '../../../stacks/kubernetes-object';
import { JOB_PAIRS } from './job-pairs';
import { OTHER_PAIRS } from './other-pairs';
import { everyObject, NAMES, objectsOf } from './pair';

const PAIRS = [...JOB_PAIRS, ...OTHER_PAIRS];

const placed = (objects: readonly KubernetesObject[]): Placed[] =>
  objects.map((object) => ({
    target: 'development',
    folder: 'tidy',
    file: `${object.kind}.${object.metadata.name}.yaml`,
    object,
  }));

/** Everything there is, with one object in place of the one by its name. */
const withObject = (object: KubernetesObject): Placed[] =>
  placed(everyObject.map((one) => (nameOf(one) === nameOf(object) ? object : one)));

const without = (name: string): Placed[] => placed(everyObject.filter((one) => nameOf(one) !== name));

const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind}/${metadata.name}`;

test('there are enough pairs, and each is a change of its own', () => {
  expect(PAIRS.length).toBeGreaterThanOrEqual(60);
  const heads = PAIRS.map((pair) => JSON.stringify(objectsOf(pair)));
  expect(new Set(heads).size).toBe(PAIRS.length);
});

test.each(PAIRS.map((pair) => [pair.of, pair.what, pair.verdicts, pair] as const))(
  '%s, %s: %s',
  (of, _, verdicts, pair) => {
    const { base, head } = objectsOf(pair);
    const findings = diff(withObject(base), withObject(head));
    expect(findings.map(({ verdict }) => verdict).join(' ')).toBe(verdicts);
    expect(new Set(findings.map(({ object, run }) => `${object} ${run}`)).size).toBe(1);
    const told = new Set(findings.flatMap(({ changes }) => changes.map(({ path }) => path)));
    expect([...told].sort()).toEqual(
      changesOf(base, head)
        .map(({ path }) => pathText(path))
        .sort(),
    );
    expect(findings[0]?.object).toBe(NAMES[of]);
  },
);

test.each([
  ['Job/prodigy-tidy', ['replacement Job/prodigy-tidy', 'cost Job/prodigy-tidy']],
  [
    'StatefulSet/prodigy-redis-tidy',
    ['replacement StatefulSet/prodigy-redis-tidy', 'cost StatefulSet/prodigy-redis-tidy'],
  ],
  [
    'PersistentVolumeClaim/prodigy-redis-tidy',
    ['data-loss PersistentVolumeClaim/prodigy-redis-tidy', 'cost PersistentVolumeClaim/prodigy-redis-tidy'],
  ],
  ['ServiceAccount/prodigy-agent-tidy', ['in-place ServiceAccount/prodigy-agent-tidy']],
  ['Namespace/review-diff', ['data-loss Namespace/review-diff']],
  ['ResourceQuota/prodigy-quota', ['wider-rights ResourceQuota/prodigy-quota']],
])('%s that is gone is told', (name, expected) => {
  const findings = diff(placed(everyObject), without(name));
  expect(findings.map(({ verdict, object }) => `${verdict} ${object}`)).toEqual(expected);
});

test.each([
  ['Job/prodigy-tidy', ['cost Job/prodigy-tidy', 'in-place Job/prodigy-tidy']],
  ['Role/prodigy-submitter', ['wider-rights Role/prodigy-submitter', 'in-place Role/prodigy-submitter']],
  [
    'RoleBinding/prodigy-run-tidy',
    ['wider-rights RoleBinding/prodigy-run-tidy', 'in-place RoleBinding/prodigy-run-tidy'],
  ],
  ['ServiceAccount/prodigy-agent-tidy', ['in-place ServiceAccount/prodigy-agent-tidy']],
])('%s that comes is told', (name, expected) => {
  const findings = diff(without(name), placed(everyObject));
  expect(findings.map(({ verdict, object }) => `${verdict} ${object}`)).toEqual(expected);
});

test('a policy that is gone is told with what it leaves open', () => {
  const findings = diff(placed(everyObject), without('NetworkPolicy/prodigy-tidy-default-deny'));
  expect(findings.map(({ verdict }) => verdict)).toEqual(['wider-rights', 'wider-rights']);
  expect(findings.map(({ message }) => message).join('\n')).toContain('any pod -> agent: any');
});
