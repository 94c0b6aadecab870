import { stringify } from 'yaml';

/** The file that `kubectl apply -k`, Flux and Argo CD look for in a folder. */
export const KUSTOMIZATION = 'kustomization.yaml';

/** The namespace must exist first; the rest may come in any order. */
const FIRST = 'namespace.yaml';

/** List the files of a folder in the order in which they are applied. */
export function kustomizationText(files: readonly string[]): string {
  const rest = files.filter((file) => file !== FIRST).sort();
  return stringify({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: files.includes(FIRST) ? [FIRST, ...rest] : rest,
  });
}
