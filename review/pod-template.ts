/** Where objects say what their pods are like, by kind; an object that is itself a pod says it at its top. */
const PATHS: Readonly<Record<string, string>> = { CronJob: 'spec.jobTemplate.spec.template', Pod: '' };

/** A path of a pod, such as `spec.containers`, as it is within an object of a kind. */
export const inTemplate = (kind: string, path: string): string =>
  [PATHS[kind] ?? 'spec.template', path].filter((part) => part !== '').join('.');
