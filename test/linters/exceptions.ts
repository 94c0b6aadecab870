/** A check of a linter that does not hold for some objects, and why that is so on purpose. */
export interface Exception {
  readonly linter: 'kube-score' | 'checkov';
  /** The linter's own name for the check. */
  readonly checks: readonly string[];
  /** Files under `manifests/` that it is about. */
  readonly files: RegExp;
  readonly reason: string;
}

/** Every exception, for review: one that matches nothing fails the suite, so that none outlives its reason. */
export const exceptions: readonly Exception[] = [
  {
    linter: 'kube-score',
    checks: ['container-image-pull-policy'],
    files: /\/(job|statefulset\.[a-z-]+)\.yaml$/,
    reason:
      'Images are fixed tags or digests of images.lock, so that a pull brings nothing new: it would make every start ' +
      'of an agent wait for the registry, and fail while that is away.',
  },
  {
    linter: 'checkov',
    checks: ['CKV_K8S_15'],
    files: /\/(job|statefulset\.[a-z-]+)\.yaml$/,
    reason: 'As container-image-pull-policy of kube-score.',
  },
  {
    linter: 'kube-score',
    checks: ['container-security-context-user-group-id'],
    files: /\/(job|statefulset\.[a-z-]+)\.yaml$/,
    reason:
      'The uid is 1000 throughout: bases with toolchains give that one a home. No pod shares a host namespace or ' +
      'mounts a host path, so that the number meets no file of the node.',
  },
  {
    linter: 'checkov',
    checks: ['CKV_K8S_40'],
    files: /\/(job|statefulset\.[a-z-]+)\.yaml$/,
    reason: 'As container-security-context-user-group-id of kube-score.',
  },
  {
    linter: 'checkov',
    checks: ['CKV_K8S_43'],
    files: /\/(job|statefulset\.[a-z-]+)\.yaml$/,
    reason:
      'A release writes the digests into images.lock, and manifests render them from then on. Until the first one ' +
      'there are none, and the fixed tag is rendered.',
  },
  {
    linter: 'checkov',
    checks: ['CKV_K8S_8'],
    files: /\/statefulset\.redis\.yaml$/,
    reason:
      'A Redis that cannot go on ends its process and is started again. A liveness probe would kill one that is only ' +
      'slow, while it reads or rewrites its append-only file, and take away what it was doing.',
  },
  {
    linter: 'kube-score',
    checks: ['statefulset-has-poddisruptionbudget'],
    files: /\/statefulset\.[a-z-]+\.yaml$/,
    reason:
      'Each has one pod, and a run survives its loss: its state is on the claim. A budget of one pod would only ' +
      'keep nodes from being drained for as long as the run takes.',
  },
  {
    linter: 'kube-score',
    checks: ['statefulset-has-host-podantiaffinity'],
    files: /\/statefulset\.[a-z-]+\.yaml$/,
    reason: 'Each has one pod: there is no second to keep away from.',
  },
  {
    linter: 'kube-score',
    checks: ['statefulset-has-servicename'],
    files: /\/statefulset\.(workspace|redis|repo-cache)\.yaml$/,
    reason:
      'Nobody asks for the one pod by its own name, which is what a headless Service is for. With an address of the ' +
      'Service a client that keeps what it resolved reaches the pod that comes after it.',
  },
];
