import { claimsOf } from '../claims';
import { type PodSpec, podsOf } from '../pods';
import { type ReviewedObject, specOf } from '../reviewed-object';

/** A feature that older versions of Kubernetes lack. */
export interface Feature {
  /** Its common name: a field or a value of one. */
  readonly name: string;
  /** Minor version of Kubernetes 1 in which it is on by default. */
  readonly minor: number;
  /** Page that documents it. */
  readonly source: string;
  isUsedBy(object: ReviewedObject): boolean;
}

const DOCS = 'https://kubernetes.io/docs/';
const JOB = `${DOCS}concepts/workloads/controllers/job/`;

const inJob =
  (field: string) =>
  (object: ReviewedObject): boolean =>
    object.kind === 'Job' && specOf(object)[field] !== undefined;

const inPod =
  (uses: (spec: PodSpec) => boolean) =>
  (object: ReviewedObject): boolean =>
    podsOf([object]).some(({ spec }) => uses(spec));

/** Every feature that is rendered, or that a run may use, and that older versions lack. */
export const FEATURES: readonly Feature[] = [
  { name: 'podFailurePolicy', minor: 26, source: `${JOB}#pod-failure-policy`, isUsedBy: inJob('podFailurePolicy') },
  {
    name: 'podReplacementPolicy',
    minor: 29,
    source: `${JOB}#pod-replacement-policy`,
    isUsedBy: inJob('podReplacementPolicy'),
  },
  {
    name: 'backoffLimitPerIndex',
    minor: 29,
    source: `${JOB}#backoff-limit-per-index`,
    isUsedBy: inJob('backoffLimitPerIndex'),
  },
  { name: 'successPolicy', minor: 31, source: `${JOB}#success-policy`, isUsedBy: inJob('successPolicy') },
  {
    name: 'managedBy',
    minor: 32,
    source: `${JOB}#delegation-of-managing-a-job-object-to-external-controller`,
    isUsedBy: inJob('managedBy'),
  },
  {
    name: 'the access mode ReadWriteOncePod',
    minor: 27,
    source: `${DOCS}concepts/storage/persistent-volumes/#access-modes`,
    isUsedBy: (object) => claimsOf([object]).some(({ spec }) => spec.accessModes?.includes('ReadWriteOncePod')),
  },
  {
    name: 'init containers with restartPolicy Always',
    minor: 29,
    source: `${DOCS}concepts/workloads/pods/sidecar-containers/`,
    isUsedBy: inPod(({ initContainers = [] }) =>
      initContainers.some(({ restartPolicy }) => restartPolicy === 'Always'),
    ),
  },
  {
    name: 'volumes of images',
    minor: 35,
    source: `${DOCS}concepts/storage/volumes/#image`,
    isUsedBy: inPod(({ volumes = [] }) => volumes.some((volume) => 'image' in volume)),
  },
  {
    name: 'persistentVolumeClaimRetentionPolicy',
    minor: 27,
    source: `${DOCS}concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention`,
    isUsedBy: (object) => specOf(object).persistentVolumeClaimRetentionPolicy !== undefined,
  },
];
