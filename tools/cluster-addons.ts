import { buildGo } from './go-build';

/** The folder with `coredns` and `local-path-provisioner`; versions are pinned in tools/go-modules/addons. */
export const clusterAddons = (): Promise<string> =>
  buildGo({ module: 'addons', packages: ['./coredns', 'github.com/rancher/local-path-provisioner'] });

/** The folder with `pause`, the program that holds a pod's namespaces open. */
export const pauseBinary = (): Promise<string> => buildGo({ module: 'pause', packages: ['.'] });

/** The folder with `kwok`, which plays the kubelet of fake nodes; its version is pinned in tools/go-modules/kwok. */
export const kwokBinary = (): Promise<string> => buildGo({ module: 'kwok', packages: ['sigs.k8s.io/kwok/cmd/kwok'] });

/** The folder with `metrics-server`, for `kubectl top`; its version is pinned in tools/go-modules/metrics-server. */
export const metricsServerBinary = (): Promise<string> =>
  buildGo({ module: 'metrics-server', packages: ['sigs.k8s.io/metrics-server/cmd/metrics-server'] });
