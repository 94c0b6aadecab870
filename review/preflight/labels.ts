import { inTemplate } from '../pod-template';
import { podsOf } from '../pods';
import type { ReviewedObject, Texts } from '../reviewed-object';
import type { Check, Complaint } from './check';

const LABELS = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set';
const ANNOTATIONS = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/';

const KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** Maximum size of all annotations of an object in bytes, keys and values. */
const ANNOTATION_BYTES = 256 * 1024;

/** Whether labels and annotations are valid in Kubernetes, including those of pods. */
export const labels: Check = {
  name: 'labels',
  complaints: ({ objects }) =>
    objects.flatMap((object) => [
      ...labelComplaints(object, 'metadata.labels', object.metadata.labels),
      ...podsOf(object.kind === 'Pod' ? [] : [object]).flatMap((pods) =>
        labelComplaints(object, inTemplate(object.kind, 'metadata.labels'), pods.labels),
      ),
      ...annotationComplaints(object),
    ]),
};

function labelComplaints(about: ReviewedObject, what: string, found: Texts = {}): Complaint[] {
  const wrong = Object.entries(found).filter(([key, value]) => !KEY.test(key) || !VALUE.test(value));
  return wrong.map(([key, value]) => ({
    severity: 'error',
    about,
    message: `'${what}' must be at most 63 letters, digits, dashes, underscores and dots, got ${key}: ${value}`,
    wayOut: 'put longer texts in annotations',
    reason: 'the API server rejects the object',
    source: LABELS,
  }));
}

function annotationComplaints(about: ReviewedObject): Complaint[] {
  const entries = Object.entries(about.metadata.annotations ?? {});
  const bytes = entries.reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (bytes <= ANNOTATION_BYTES) return [];
  return [
    {
      severity: 'error',
      about,
      message: `'metadata.annotations' must have at most ${ANNOTATION_BYTES} bytes, got ${bytes}`,
      wayOut: 'keep long texts in a ConfigMap',
      reason: 'the API server rejects the object',
      source: ANNOTATIONS,
    },
  ];
}
