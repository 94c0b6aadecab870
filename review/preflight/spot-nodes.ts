import { SPOT_MARKS, type SpotMark } from '../../contract/spot-nodes';
import { type Pods, podsOf } from '../pods';
import { specOf } from '../reviewed-object';
import type { Check, Complaint } from './check';
import { onlyOn } from './nodes';

const TAINTS = 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/';
const DISRUPTION = 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy';

/** Whether pods for spot nodes get there, and survive losing them. */
export const spotNodes: Check = {
  name: 'spot-nodes',
  complaints: ({ objects }) =>
    podsOf(objects).flatMap((pods) => {
      const mark = Object.values(SPOT_MARKS).find(({ label, value }) => onlyOn(pods.spec, label, value));
      return mark ? [...kept(pods, mark), ...losing(pods)] : [];
    }),
};

function kept({ owner, spec }: Pods, { taint }: SpotMark): Complaint[] {
  const tolerated = (spec.tolerations ?? []).some(({ key, operator, value }) => {
    const everyValue = operator === 'Exists' || (value ?? '') === (taint?.value ?? '');
    return key === undefined ? operator === 'Exists' : key === taint?.key && everyValue;
  });
  if (!taint || tolerated) return [];
  return [
    {
      severity: 'error',
      about: owner,
      message: `'tolerations' must include the taint ${taint.key} of spot nodes, got others`,
      wayOut: `add --toleration ${taint.key}=${taint.value}:${taint.effect}, or keep the pods off spot nodes`,
      reason: 'the pods require nodes whose taint keeps them off, so they stay Pending',
      source: TAINTS,
    },
  ];
}

function losing({ owner }: Pods): Complaint[] {
  const about = { about: owner, severity: 'warning' } as const;
  if (owner.kind !== 'Job')
    return [
      {
        ...about,
        message: `'affinity' must keep stateful pods off spot nodes, got a ${owner.kind} on them`,
        wayOut: 'put only agents there',
        reason: 'every agent waits while the queue or the repository of the run moves to another node',
        source: TAINTS,
      },
    ];
  const { podFailurePolicy } = specOf(owner) as { podFailurePolicy?: { rules?: readonly FailureRule[] } };
  const ignored = podFailurePolicy?.rules?.some(
    ({ action, onPodConditions }) =>
      action === 'Ignore' && onPodConditions?.some(({ type }) => type === 'DisruptionTarget'),
  );
  if (ignored) return [];
  return [
    {
      ...about,
      message: "'podFailurePolicy' must ignore DisruptionTarget on spot nodes, got no such rule",
      wayOut: 'render the run again',
      reason: 'every reclaimed node counts as a failure of the run',
      source: DISRUPTION,
    },
  ];
}

interface FailureRule {
  readonly action: string;
  readonly onPodConditions?: readonly { readonly type: string }[];
}
