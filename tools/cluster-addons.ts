import { buildGo } from './go-build';

/** The folder with `coredns` and `local-path-provisioner`; the pins are in tools/go-modules/addons. */
export const clusterAddons = (): Promise<string> =>
  buildGo({ module: 'addons', packages: ['./coredns', 'github.com/rancher/local-path-provisioner'] });

/** The folder with `pause`, the program that holds a pod's namespaces open. */
export const pauseBinary = (): Promise<string> => buildGo({ module: 'pause', packages: ['.'] });
