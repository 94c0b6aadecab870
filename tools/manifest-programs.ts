import { join } from 'node:path';
import { buildGo } from './go-build';

/** The programs that others render manifests with; their pins are in tools/go-modules. Built once, into the cache. */
export const helm = async (): Promise<string> =>
  join(await buildGo({ module: 'helm', packages: ['helm.sh/helm/v3/cmd/helm'] }), 'helm');

/** See {@link helm}. */
export const kustomize = async (): Promise<string> =>
  join(await buildGo({ module: 'kustomize', packages: ['sigs.k8s.io/kustomize/kustomize/v5'] }), 'kustomize');
