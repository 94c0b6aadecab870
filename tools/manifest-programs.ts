import { join } from 'node:path';
import { buildGo } from './go-build';

/** Other programs that render manifests; pinned in tools/go-modules, built once into the cache. */
export const helm = async (): Promise<string> =>
  join(await buildGo({ module: 'helm', packages: ['helm.sh/helm/v3/cmd/helm'] }), 'helm');

/** See {@link helm}. */
export const kustomize = async (): Promise<string> =>
  join(await buildGo({ module: 'kustomize', packages: ['sigs.k8s.io/kustomize/kustomize/v5'] }), 'kustomize');
