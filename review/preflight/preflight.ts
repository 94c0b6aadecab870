import { objectName, type ReviewedObject } from '../reviewed-object';
import { accessModes } from './access-modes';
import { architecture } from './architecture';
import type { Check, Subject } from './check';
import { configMapSize } from './config-map-size';
import { customResources } from './custom-resources';
import { deadline } from './deadline';
import { type Finding, worstFirst } from './finding';
import { imageDigests } from './image-digests';
import { jobTtl } from './job-ttl';
import { keys } from './keys';
import { labels } from './labels';
import { names } from './names';
import { parameters } from './parameters';
import { podSecurity } from './pod-security';
import { quota } from './quota';
import { spotNodes } from './spot-nodes';
import { storageClasses } from './storage-classes';
import { versions } from './versions';

/** Every check, in the order in which findings of one severity are listed. */
export const CHECKS: readonly Check[] = [
  versions,
  customResources,
  quota,
  storageClasses,
  accessModes,
  podSecurity,
  architecture,
  spotNodes,
  keys,
  parameters,
  configMapSize,
  names,
  labels,
  jobTtl,
  deadline,
  imageDigests,
];

/**
 * Check objects before they are applied, without asking the cluster.
 *
 * @param fileOf the file of an object. @default - they were not read from files
 * @returns findings, worst first; the same for the same subject.
 */
export function preflight(
  subject: Subject,
  fileOf: (object: ReviewedObject) => string | undefined = () => undefined,
): Finding[] {
  const findings = CHECKS.flatMap(({ name, complaints }) =>
    complaints(subject).map(({ about, ...rest }): Finding => {
      const file = fileOf(about);
      return { ...rest, check: name, object: objectName(about), ...(file !== undefined && { file }) };
    }),
  );
  return worstFirst(findings);
}
