import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { artefact, CACHE, keyOf } from './cache';
import { downloadedModule, type GoModule } from './go-module';

/** A Go module with the custom resource definitions of an operator. */
interface OperatorModule extends GoModule {
  /** Folder of the definitions, one per file, named `<group>_<plural>.yaml`. */
  readonly folder: string;
  /** Group of the definitions if their files are named just `<plural>.yaml`. @default - taken from the file names */
  readonly group?: string;
}

const MODULES: readonly OperatorModule[] = [
  {
    path: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    sum: 'h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=',
    folder: 'config/crds/bases',
  },
  {
    path: 'github.com/kedacore/keda/v2',
    version: 'v2.21.0',
    sum: 'h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=',
    folder: 'config/crd/bases',
  },
  {
    path: 'sigs.k8s.io/kueue',
    version: 'v0.14.0',
    sum: 'h1:lDR34L42/k17opLfkZbZ+taymLaPpryj3ZBbvKqs/N4=',
    folder: 'config/components/crd/bases',
  },
  {
    path: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.85.0',
    sum: 'h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=',
    folder: 'example/prometheus-operator-crd',
  },
  {
    path: 'github.com/cilium/cilium',
    version: 'v1.18.4',
    sum: 'h1:/HrbeMmk46UDkJs4uJemIqxB7wuZ+QRMNVscNYua5C8=',
    folder: 'pkg/k8s/apis/cilium.io/client/crds/v2',
    group: 'cilium.io',
  },
];

const ARTEFACT = 'custom-resources';
const KEY = keyOf(JSON.stringify(MODULES));

/** Folder with the definitions of all custom resources that a run may contain: files named `<group>_<plural>.yaml`. */
export const CUSTOM_RESOURCES = join(CACHE, ARTEFACT, KEY);

/** Download the definitions into the cache, once. */
export async function fetchCustomResources(): Promise<void> {
  await artefact(ARTEFACT, KEY, async (output) => {
    for (const module of MODULES) {
      const folder = join(await downloadedModule(module, output), module.folder);
      for (const file of await readdir(folder)) {
        const name = module.group ? `${module.group}_${file}` : file;
        if (/^[a-z0-9.-]+_[a-z0-9]+\.yaml$/.test(name)) await copyFile(join(folder, file), join(output, name));
      }
    }
  });
}
