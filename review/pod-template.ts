/** Path of the pod template by kind; empty for a pod itself. */
const PATHS: Readonly<Record<string, string>> = { CronJob: 'spec.jobTemplate.spec.template', Pod: '' };

/** A path within a pod, such as `spec.containers`, as a path within an object of a kind. */
export const inTemplate = (kind: string, path: string): string =>
  [PATHS[kind] ?? 'spec.template', path].filter((part) => part !== '').join('.');
