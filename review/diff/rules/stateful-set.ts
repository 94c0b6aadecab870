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
    means: 'the pod is stopped and made again',
    source: Source.STATEFUL_SET_ROLL,
  },
  {
    path: 'spec.replicas',
    when: becomes(0),
    verdict: 'replacement',
    means: 'the pod is stopped',
    source: Source.STATEFUL_SET,
  },
  {
    path: 'spec.updateStrategy.type',
    when: fromDefault,
    verdict: 'rejected',
    means: 'the API server set rollingUpdate by default, keeps it, and takes no other type beside it: set it first',
    source: 'kubernetes pkg/apis/apps/validation/validation.go ValidateStatefulSetSpec',
  },
  {
    path: 'spec.persistentVolumeClaimRetentionPolicy.*',
    when: becomes('Delete'),
    verdict: 'data-loss',
    means: 'claims that were kept are deleted with the StatefulSet, or with its last pod',
    source: Source.STATEFUL_SET_CLAIMS,
  },
  {
    path: 'spec.volumeClaimTemplates.**',
    verdict: 'rejected',
    also: {
      verdict: 'data-loss',
      means: 'whoever makes the StatefulSet again to get another claim leaves what is on the old one behind',
    },
    means: 'templates of claims never change: delete the StatefulSet first, and move what is on its claim',
    source: Source.STATEFUL_SET,
  },
  ...['replicas', 'ordinals.**', 'updateStrategy.**', 'minReadySeconds', 'persistentVolumeClaimRetentionPolicy.**'].map(
    (field): Rule => ({
      path: `spec.${field}`,
      verdict: 'in-place',
      means: 'the field of a StatefulSet may change, and stops no pod',
      source: Source.STATEFUL_SET,
    }),
  ),
  {
    path: 'spec.revisionHistoryLimit',
    verdict: 'in-place',
    means: 'the field of a StatefulSet may change from Kubernetes 1.33 on, and stops no pod',
    source: Source.STATEFUL_SET,
  },
  {
    path: 'spec.**',
    verdict: 'rejected',
    means: 'the field of a StatefulSet never changes: give the run another id, or delete the StatefulSet first',
    source: Source.STATEFUL_SET,
  },
];
