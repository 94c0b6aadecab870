import { stringify } from 'yaml';

/** The file that `kubectl apply -k`, Flux and Argo CD look for in a folder. */
export const KUSTOMIZATION = 'kustomization.yaml';

/** Nothing can be applied before its namespace is there; all else may come in any order. */
const FIRST = 'namespace.yaml';

/** List the files of a folder in the order that they are applied in. */
export function kustomizationText(files: readonly string[]): string {
  const rest = files.filter((file) => file !== FIRST).sort();
  return stringify({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: files.includes(FIRST) ? [FIRST, ...rest] : rest,
  });
}
