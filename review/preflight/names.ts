import { podsOf } from '../pods';
import { jobSpecOf, type ReviewedObject } from '../reviewed-object';
import type { Check, Complaint } from './check';

const SOURCE = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/';
const JOB_SOURCE = 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode';

/** Valid names in Kubernetes. */
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SERVICE = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Maximum length of a pod's host name. */
const HOST_NAME = 63;
/** Pods of a StatefulSet have a label of its name, a dash and a hash of ten characters. */
const STATEFUL_SET = 52;

/** Whether every name is valid in Kubernetes, including those of the pods that it creates. */
export const names: Check = {
  name: 'names',
  complaints: ({ objects }) =>
    objects.flatMap((object) => [...objectNames(object), ...indexNames(object), ...containerNames(object)]),
};

function objectNames(about: ReviewedObject): Complaint[] {
  const { kind, metadata } = about;
  if (kind === 'Service')
    return named(
      about,
      'metadata.name',
      metadata.name,
      SERVICE,
      'start with a letter, followed by up to 62 lower-case letters, digits and dashes',
    );
  if (kind === 'Namespace') return named(about, 'metadata.name', metadata.name, LABEL, LABEL_RULE);
  if (kind === 'StatefulSet' && metadata.name.length > STATEFUL_SET)
    return [tooLong(about, STATEFUL_SET, 'a label of its pods has the name and a hash, at most 63 characters', SOURCE)];
  return named(
    about,
    'metadata.name',
    metadata.name,
    SUBDOMAIN,
    'be lower-case letters, digits, dashes and dots, at most 253',
  );
}

const LABEL_RULE = 'be lower-case letters, digits and dashes, at most 63';

/** The host names of an Indexed Job's pods consist of its name and their index. */
function indexNames(about: ReviewedObject): Complaint[] {
  const job = jobSpecOf(about);
  if (job?.completionMode !== 'Indexed') return [];
  const longest = HOST_NAME - `-${Math.max((job.completions ?? 1) - 1, 0)}`.length;
  if (about.metadata.name.length <= longest) return [];
  return [
    tooLong(
      about,
      longest,
      'the host names of its pods are its name and their index, at most 63 characters',
      JOB_SOURCE,
    ),
  ];
}

const containerNames = (about: ReviewedObject): Complaint[] =>
  podsOf([about]).flatMap(({ spec }) => [
    ...(spec.initContainers ?? []).flatMap(({ name }) => named(about, 'initContainers', name, LABEL, LABEL_RULE)),
    ...(spec.containers ?? []).flatMap(({ name }) => named(about, 'containers', name, LABEL, LABEL_RULE)),
    ...(spec.volumes ?? []).flatMap(({ name }) => named(about, 'volumes', name, LABEL, LABEL_RULE)),
  ]);

function named(about: ReviewedObject, what: string, name: string, pattern: RegExp, rule: string): Complaint[] {
  if (pattern.test(name)) return [];
  return [
    {
      severity: 'error',
      about,
      message: `'${what}' must ${rule}, got ${name}`,
      wayOut: 'rename it',
      reason: 'the API server rejects the object',
      source: SOURCE,
    },
  ];
}

const tooLong = (about: ReviewedObject, most: number, why: string, source: string): Complaint => ({
  severity: 'error',
  about,
  message: `'metadata.name' must have at most ${most} characters, got ${about.metadata.name.length}`,
  wayOut: 'choose a shorter --run-id',
  reason: `${why}, so no pod could be created`,
  source,
});
