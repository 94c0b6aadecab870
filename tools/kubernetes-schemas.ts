import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { artefact, CACHE } from './cache';
import { unpackWheel, type Wheel } from './wheel';

/** Kubernetes versions that manifests must be valid for. */
export const KUBERNETES_VERSIONS = ['1.31', '1.32', '1.33', '1.34', '1.35', '1.36', '1.37'] as const;

export type KubernetesVersion = (typeof KUBERNETES_VERSIONS)[number];

/** A package with the schemas of all versions. It comes from PyPI, so that no other host is needed. */
const WHEEL: Wheel = {
  project: 'kubernetes-validate',
  version: '1.37.0',
  file: 'kubernetes_validate-1.37.0-py3-none-any.whl',
  sha256: '85136d018a27b50ec7fc049d902bfa5193f5976807e6c0f408e3ab6fe078cad9',
};

const ARTEFACT = 'kubernetes-schemas';

/** File with the strict JSON schemas of a version: all kinds, with unknown fields forbidden. */
export const strictSchemas = (version: KubernetesVersion): string =>
  join(CACHE, ARTEFACT, WHEEL.version, `${version}.json`);

/** Download the schemas of all versions into the cache, once. */
export async function fetchKubernetesSchemas(): Promise<void> {
  await artefact(ARTEFACT, WHEEL.version, async (folder) => {
    await unpackWheel(WHEEL, folder, KUBERNETES_VERSIONS.map(inWheel));
    for (const version of KUBERNETES_VERSIONS)
      await rename(join(folder, inWheel(version)), join(folder, `${version}.json`));
    await rm(join(folder, 'kubernetes_validate'), { recursive: true });
  });
}

const inWheel = (version: KubernetesVersion): string =>
  `kubernetes_validate/kubernetes-json-schema/v${version}.0-local-strict/_definitions.json`;
