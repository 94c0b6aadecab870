import type { ReviewedObject } from '../reviewed-object';
import type { Check, Complaint } from './check';

const SOURCE = 'https://kubernetes.io/docs/concepts/configuration/configmap/';

/** Kubernetes accepts 1 MiB of data; labels, and room for the next change, must fit too. */
const MOST = 900 * 1024;
/** Every watcher holds the object in memory. */
const LARGE = 256 * 1024;

/** Whether the API server accepts each ConfigMap. */
export const configMapSize: Check = {
  name: 'config-map-size',
  complaints: ({ objects }) => objects.filter(({ kind }) => kind === 'ConfigMap').flatMap(complaintsAbout),
};

function complaintsAbout(about: ReviewedObject): Complaint[] {
  const bytes = size(about);
  if (bytes <= LARGE) return [];
  const severity = bytes > MOST ? 'error' : 'warning';
  return [
    {
      severity,
      about,
      message: `'data' must have at most ${severity === 'error' ? MOST : LARGE} bytes, got ${bytes}`,
      wayOut: 'move long prompts and scripts to files in the repository, and name these in the workflow',
      reason:
        severity === 'error'
          ? 'the API server accepts at most 1 MiB, so nothing of the run would be applied'
          : 'etcd and every client that watches ConfigMaps hold all of it',
      source: SOURCE,
    },
  ];
}

/** Size as the API server counts it: only values; binary ones are in base64, four characters for three bytes. */
function size({ data = {}, binaryData = {} }: ReviewedObject): number {
  const texts = Object.values(data as Record<string, unknown>).map((value) => Buffer.byteLength(String(value)));
  const binaries = Object.values(binaryData as Record<string, unknown>).map((value) =>
    Math.floor((String(value).replace(/[=\s]/g, '').length * 3) / 4),
  );
  return [...texts, ...binaries].reduce((sum, bytes) => sum + bytes, 0);
}
