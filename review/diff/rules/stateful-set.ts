import { specOf } from '../../reviewed-object';
import { becomes } from '../conditions';
import type { Condition, Rule } from '../rule';
import { Source } from './sources';

/** A default that no field manager owns is not removed by applying something else. */
const fromDefault: Condition = ({ after }, { base }) => {
  const { updateStrategy } = specOf(base) as { updateStrategy?: { rollingUpdate?: unknown } };
  return after === 'OnDelete' && updateStrategy?.rollingUpdate === undefined;
};

/** Rules for changes of a StatefulSet. */
export const STATEFUL_SET_RULES: readonly Rule[] = [
  {
    path: 'spec.template.**',
    verdict: 'replacement',
    means: 'the pod is recreated',
    source: Source.STATEFUL_SET_ROLL,
  },
  {
    path: 'spec.replicas',
    when: becomes(0),
    verdict: 'replacement',
    means: 'the StatefulSet is scaled to zero',
    source: Source.STATEFUL_SET,
  },
  {
    path: 'spec.updateStrategy.type',
    when: fromDefault,
    verdict: 'rejected',
    means:
      'the API server has defaulted rollingUpdate, which apply does not remove and OnDelete does not allow: set rollingUpdate first',
    source: 'kubernetes pkg/apis/apps/validation/validation.go ValidateStatefulSetSpec',
  },
  {
    path: 'spec.persistentVolumeClaimRetentionPolicy.*',
    when: becomes('Delete'),
    verdict: 'data-loss',
    means: 'claims that used to be kept are deleted with the StatefulSet, or when it is scaled down',
    source: Source.STATEFUL_SET_CLAIMS,
  },
  {
    path: 'spec.volumeClaimTemplates.**',
    verdict: 'rejected',
    also: {
      verdict: 'data-loss',
      means: 'recreating the StatefulSet with a new claim leaves the data on the old one behind',
    },
    means: 'volumeClaimTemplates are immutable: delete the StatefulSet first, and move the data of its claim',
    source: Source.STATEFUL_SET,
  },
  ...['replicas', 'ordinals.**', 'updateStrategy.**', 'minReadySeconds', 'persistentVolumeClaimRetentionPolicy.**'].map(
    (field): Rule => ({
      path: `spec.${field}`,
      verdict: 'in-place',
      means: 'this field can change without restarting pods',
      source: Source.STATEFUL_SET,
    }),
  ),
  {
    path: 'spec.revisionHistoryLimit',
    verdict: 'in-place',
    means: 'from Kubernetes 1.33 on, this field can change without restarting pods',
    source: Source.STATEFUL_SET,
  },
  {
    path: 'spec.**',
    verdict: 'rejected',
    means: 'this field of a StatefulSet is immutable: give the run a new id, or delete the StatefulSet first',
    source: Source.STATEFUL_SET,
  },
];
